#include "fixture.hpp"

#include <limits>

using namespace nrnn_test;

namespace {

constexpr double loss_tolerance = 1e-6;     // float32 exponentials, summed in float64
constexpr double gradient_tolerance = 2e-6; // two float32 roundings and an exponential of 1 ulp
constexpr int32_t nothing_ignored = -1;

nrnn_loss_desc loss_desc(size_t rows, size_t classes, int32_t ignored = nothing_ignored, float scale = 1) {
    auto desc = sized<nrnn_loss_desc>();
    desc.rows = rows;
    desc.classes = classes;
    desc.ignored = ignored;
    desc.gradient_scale = scale;
    return desc;
}

struct outcome {
    nrnn_loss loss = sized<nrnn_loss>();
    floats gradient;
};

outcome evaluate(const nrnn_loss_desc &desc, const floats &logits, const std::vector<int32_t> &targets,
                 int threads = 1) {
    const fixture place(threads);
    const tensor x(place, logits);
    const tensor gradient(place, floats(logits.size(), 9.0f));
    outcome result;
    expect_ok(nrnn_cross_entropy(place.session(), &desc, x, targets.data(), gradient, &result.loss));
    EXPECT_TRUE(same_bits(logits, x.values()));
    result.gradient = gradient.values();
    return result;
}

struct reference_outcome {
    double total = 0;
    double smoothed = 0;
    uint64_t count = 0;
    std::vector<double> gradient;
};

reference_outcome reference(const nrnn_loss_desc &desc, const floats &logits, const std::vector<int32_t> &targets) {
    reference_outcome result;
    result.gradient.resize(logits.size());
    for (const int32_t target : targets)
        result.count += target != desc.ignored ? 1 : 0;
    for (size_t row = 0; row < desc.rows; ++row) {
        const float *x = logits.data() + row * desc.classes;
        if (targets[row] == desc.ignored)
            continue;
        const double maximum = *std::max_element(x, x + desc.classes);
        double sum = 0;
        for (size_t j = 0; j < desc.classes; ++j)
            sum += std::exp(x[j] - maximum);
        result.total += std::log(sum) + maximum - x[targets[row]];
        for (size_t j = 0; j < desc.classes; ++j) {
            const double target = static_cast<size_t>(targets[row]) == j ? 1 - double{desc.label_smoothing} : 0;
            const double wanted = target + desc.label_smoothing / static_cast<double>(desc.classes);
            result.smoothed += wanted * (std::log(sum) + maximum - x[j]);
            result.gradient[row * desc.classes + j] =
                (std::exp(x[j] - maximum) / sum - wanted) * desc.gradient_scale / static_cast<double>(result.count);
        }
    }
    return result;
}

struct shape {
    size_t rows;
    size_t classes;
};

class cross_entropy : public testing::TestWithParam<shape> {};

// Around the 32 floats of a chunk and the rows of a block, and the sizes of characters and words.
const shape shapes[] = {{1, 1}, {3, 2}, {7, 28}, {5, 31}, {5, 32}, {5, 33}, {1300, 28}, {3, 10000}, {1, 20000}};

std::string name_of(const testing::TestParamInfo<shape> &info) {
    return std::to_string(info.param.rows) + "x" + std::to_string(info.param.classes);
}

} // namespace

INSTANTIATE_TEST_SUITE_P(shapes, cross_entropy, testing::ValuesIn(shapes), name_of);

TEST_P(cross_entropy, agrees_with_the_definition) {
    const auto [rows, classes] = GetParam();
    const auto desc = loss_desc(rows, classes, nothing_ignored, 0.5f);
    const floats logits = random_floats(rows * classes, 1, -9, 9);
    const auto targets = random_ids(rows, 2, static_cast<int>(classes));
    const auto expected = reference(desc, logits, targets);
    const auto actual = evaluate(desc, logits, targets);
    EXPECT_EQ(rows, actual.loss.count);
    EXPECT_NEAR(expected.total, actual.loss.total, loss_tolerance * (1 + expected.total));
    expect_near(expected.gradient, actual.gradient, gradient_tolerance, gradient_tolerance / static_cast<double>(rows));
}

TEST_P(cross_entropy, smoothed_agrees_with_the_definition) {
    const auto [rows, classes] = GetParam();
    auto desc = loss_desc(rows, classes, nothing_ignored, 0.5f);
    const floats logits = random_floats(rows * classes, 1, -9, 9);
    const auto targets = random_ids(rows, 2, static_cast<int>(classes));
    const auto plain = evaluate(desc, logits, targets, 2);
    EXPECT_EQ(plain.loss.total, plain.loss.smoothed);
    desc.label_smoothing = 0.1f;
    const auto expected = reference(desc, logits, targets);
    const auto actual = evaluate(desc, logits, targets, 2);
    EXPECT_EQ(plain.loss.total, actual.loss.total) << "the plain loss is the same with and without smoothing";
    EXPECT_NEAR(expected.smoothed, actual.loss.smoothed, loss_tolerance * (1 + expected.smoothed));
    expect_near(expected.gradient, actual.gradient, gradient_tolerance, gradient_tolerance / static_cast<double>(rows));
}

TEST_P(cross_entropy, result_does_not_depend_on_the_threads) {
    const auto [rows, classes] = GetParam();
    const auto desc = loss_desc(rows, classes);
    const floats logits = random_floats(rows * classes, 1, -9, 9);
    const auto targets = random_ids(rows, 2, static_cast<int>(classes));
    const auto one = evaluate(desc, logits, targets, 1);
    for (int threads : {2, 3}) {
        const auto several = evaluate(desc, logits, targets, threads);
        EXPECT_EQ(one.loss.total, several.loss.total);
        EXPECT_TRUE(same_bits(one.gradient, several.gradient));
    }
}

TEST_P(cross_entropy, gradient_may_replace_the_logits_or_be_absent) {
    const auto [rows, classes] = GetParam();
    const auto desc = loss_desc(rows, classes);
    const floats logits = random_floats(rows * classes, 1, -9, 9);
    const auto targets = random_ids(rows, 2, static_cast<int>(classes));
    const auto expected = evaluate(desc, logits, targets);
    const fixture place(2);
    const tensor both(place, logits);
    auto loss = sized<nrnn_loss>();
    expect_ok(nrnn_cross_entropy(place.session(), &desc, both, targets.data(), absent, &loss));
    EXPECT_EQ(expected.loss.total, loss.total);
    EXPECT_TRUE(same_bits(logits, both.values()));
    expect_ok(nrnn_cross_entropy(place.session(), &desc, both, targets.data(), both, &loss));
    EXPECT_EQ(expected.loss.total, loss.total);
    EXPECT_TRUE(same_bits(expected.gradient, both.values()));
}

TEST(cross_entropy_loss, gradient_agrees_with_finite_differences) {
    const auto desc = loss_desc(6, 40, 3);
    const floats logits = random_floats(240, 1, -3, 3);
    const floats direction = random_floats(240, 2);
    auto targets = random_ids(6, 3, 40);
    targets[2] = 3;
    const auto mean_at = [&](float step) {
        floats moved(logits);
        for (size_t i = 0; i < moved.size(); ++i)
            moved[i] += step * direction[i];
        const auto result = evaluate(desc, moved, targets);
        return result.loss.total / static_cast<double>(result.loss.count);
    };
    constexpr float step = 1.0f / 128; // a power of two: little is lost when it is added
    const double slope = (mean_at(step) - mean_at(-step)) / (2 * step);
    EXPECT_NEAR(slope, dot(evaluate(desc, logits, targets).gradient, direction), 1e-3 * std::abs(slope) + 1e-5);
}

TEST(cross_entropy_loss, uniform_logits_score_the_number_of_classes) {
    const auto result = evaluate(loss_desc(4, 28), floats(4 * 28, 3.0f), {0, 9, 20, 27});
    EXPECT_NEAR(28.0, std::exp(result.loss.total / 4), 1e-5);
}

TEST(cross_entropy_loss, smoothed_over_two_classes_is_what_one_works_out_by_hand) {
    auto desc = loss_desc(1, 2);
    desc.label_smoothing = 0.2f;
    const auto result = evaluate(desc, {std::log(3.0f), 0}, {0}); // probabilities 3/4 and 1/4; wanted 0.9 and 0.1
    EXPECT_NEAR(-std::log(0.75), result.loss.total, loss_tolerance);
    EXPECT_NEAR(-0.9 * std::log(0.75) - 0.1 * std::log(0.25), result.loss.smoothed, loss_tolerance);
    expect_near(floats{-0.15f, 0.15f}, result.gradient, 0, gradient_tolerance);
}

TEST(cross_entropy_loss, ignored_rows_count_for_nothing) {
    auto desc = loss_desc(3, 5, 0);
    desc.label_smoothing = 0.3f;
    const floats logits = random_floats(15, 1);
    const std::vector<int32_t> targets{2, 0, 4};
    const auto expected = reference(desc, logits, targets);
    const auto actual = evaluate(desc, logits, targets);
    EXPECT_EQ(2u, actual.loss.count);
    EXPECT_NEAR(expected.total, actual.loss.total, loss_tolerance);
    EXPECT_NEAR(expected.smoothed, actual.loss.smoothed, loss_tolerance);
    expect_near(expected.gradient, actual.gradient, gradient_tolerance, gradient_tolerance);
    EXPECT_EQ(floats(5, 0.0f), floats(actual.gradient.begin() + 5, actual.gradient.begin() + 10));
}

TEST(cross_entropy_loss, a_batch_of_ignored_rows_gives_zero) {
    const auto result = evaluate(loss_desc(3, 5, 1), random_floats(15, 1), {1, 1, 1});
    EXPECT_EQ(0u, result.loss.count);
    EXPECT_EQ(0.0, result.loss.total);
    EXPECT_EQ(floats(15, 0.0f), result.gradient);
}

TEST(cross_entropy_loss, huge_and_excluded_logits_stay_finite) {
    constexpr float excluded = -std::numeric_limits<float>::infinity();
    const auto result = evaluate(loss_desc(2, 3), {3e38f, 0, -3e38f, 0, 0, excluded}, {0, 1});
    EXPECT_NEAR(std::log(2.0), result.loss.total, loss_tolerance);
    expect_near(floats{0, 0, 0, 0.25f, -0.25f, 0}, result.gradient, 0, gradient_tolerance);
}

TEST(cross_entropy_loss, nan_reaches_the_loss) {
    floats logits = random_floats(100, 1);
    logits[57] = std::nanf("");
    EXPECT_TRUE(std::isnan(evaluate(loss_desc(1, 100), logits, {3}).loss.total));
}

TEST(cross_entropy_loss, a_target_outside_the_classes_is_named_and_nothing_is_written) {
    const fixture place;
    const auto desc = loss_desc(2, 3, 9);
    const floats values = random_floats(6, 1);
    const tensor logits(place, values);
    auto loss = sized<nrnn_loss>();
    loss.total = 7;
    const auto call = [&](const std::vector<int32_t> &targets) {
        return nrnn_cross_entropy(place.session(), &desc, logits, targets.data(), logits, &loss);
    };
    expect_failure(call({0, 3}), NRNN_INVALID_ARGUMENT, "targets[1] is 3");
    expect_failure(call({-1, 0}), NRNN_INVALID_ARGUMENT, "targets[0] is -1");
    EXPECT_TRUE(same_bits(values, logits.values()));
    EXPECT_EQ(7, loss.total);
}

TEST(cross_entropy_loss, what_does_not_fit_is_named) {
    const fixture place;
    const tensor six(place, 6), five(place, 5), twelve(place, 12);
    const std::vector<int32_t> ids{0, 1};
    const auto desc = loss_desc(2, 3);
    auto loss = sized<nrnn_loss>();
    const auto call = [&](const nrnn_loss_desc *d, nrnn_tensor logits, nrnn_tensor gradient, nrnn_loss *result) {
        return nrnn_cross_entropy(place.session(), d, logits, ids.data(), gradient, result);
    };
    constexpr auto code = NRNN_INVALID_ARGUMENT;
    expect_failure(call(&desc, five, six, &loss), code, "logits must hold 6");
    expect_failure(call(&desc, six, five, &loss), code, "gradient must hold 6");
    expect_failure(call(&desc, twelve.view(0, 6), twelve.view(1, 6), &loss), code, "must not overlap");
    expect_failure(call(nullptr, six, six, &loss), code, "nrnn_loss_desc");
    expect_failure(call(&desc, six, six, nullptr), code, "nrnn_loss");
    expect_failure(nrnn_cross_entropy(place.session(), &desc, six, nullptr, six, &loss), code, "targets");
    for (const float smoothing : {-0.1f, 1.0f, std::nanf("")}) {
        auto smoothed = desc;
        smoothed.label_smoothing = smoothing;
        expect_failure(call(&smoothed, six, six, &loss), code, "label_smoothing");
    }
    const auto endless = loss_desc(2, 3, nothing_ignored, std::numeric_limits<float>::infinity());
    expect_failure(call(&endless, six, six, &loss), code, "gradient_scale");
}

#include "fixture.hpp"

#include <limits>
#include <numeric>

using namespace nrnn_test;

namespace {

constexpr float excluded = -std::numeric_limits<float>::infinity();

nrnn_sample_desc sample_desc(float temperature, int32_t top_k = 0, float top_p = 1) {
    auto desc = sized<nrnn_sample_desc>();
    desc.temperature = temperature;
    desc.top_k = top_k;
    desc.top_p = top_p;
    return desc;
}

// One id for each uniform, all from the same row of logits.
std::vector<int32_t> draws(nrnn_sample_desc desc, const floats &logits, const floats &uniforms) {
    const fixture place;
    desc.rows = uniforms.size();
    desc.classes = logits.size();
    floats rows;
    for (size_t row = 0; row < desc.rows; ++row)
        rows.insert(rows.end(), logits.begin(), logits.end());
    std::vector<int32_t> ids(desc.rows, -1);
    expect_ok(nrnn_sample(place.session(), &desc, tensor(place, rows), uniforms.data(), ids.data()));
    return ids;
}

int32_t draw(const nrnn_sample_desc &desc, const floats &logits, float uniform) {
    return draws(desc, logits, {uniform}).front();
}

// Evenly spaced uniforms draw each class in proportion to its probability, to one draw.
constexpr size_t grid_size = 2000;
std::vector<double> shares(const nrnn_sample_desc &desc, const floats &logits) {
    floats grid(grid_size);
    for (size_t i = 0; i < grid_size; ++i)
        grid[i] = (static_cast<float>(i) + 0.5f) / grid_size;
    std::vector<double> result(logits.size());
    for (const int32_t id : draws(desc, logits, grid))
        result[static_cast<size_t>(id)] += 1.0 / grid_size;
    return result;
}

void expect_shares(const std::vector<double> &expected, const std::vector<double> &actual) {
    ASSERT_EQ(expected.size(), actual.size());
    const double total = std::accumulate(expected.begin(), expected.end(), 0.0);
    for (size_t i = 0; i < expected.size(); ++i)
        EXPECT_NEAR(expected[i] / total, actual[i], 2.0 / grid_size) << "class " << i;
}

floats logits_of(const std::vector<double> &probabilities) {
    floats logits;
    for (const double p : probabilities)
        logits.push_back(p > 0 ? static_cast<float>(std::log(p)) : excluded);
    return logits;
}

} // namespace

TEST(sampling, temperature_zero_takes_the_most_likely_class) {
    EXPECT_EQ(2, draw(sample_desc(0), {1, 2, 5, 4}, 0.99f));
    floats logits = random_floats(10000, 1);
    logits[7654] = 2;
    EXPECT_EQ(7654, draw(sample_desc(0), logits, 0));
}

TEST(sampling, temperature_zero_takes_the_lowest_index_among_equals) {
    EXPECT_EQ(1, draw(sample_desc(0), {1, 5, 5, 5}, 0.99f));
    EXPECT_EQ(0, draw(sample_desc(0), floats(100, 3.0f), 0.99f));
}

TEST(sampling, classes_are_drawn_by_inverse_transform_in_their_order) {
    const floats logits = logits_of({0.25, 0.5, 0.25});
    EXPECT_EQ((std::vector<int32_t>{0, 0, 1, 1, 2, 2}),
              draws(sample_desc(1), logits, {0, 0.24f, 0.26f, 0.74f, 0.76f, 0.9999999f}));
}

TEST(sampling, shares_follow_the_softmax) {
    const std::vector<double> probabilities{0.1, 0.4, 0.05, 0.3, 0.15};
    expect_shares(probabilities, shares(sample_desc(1), logits_of(probabilities)));
}

TEST(sampling, temperature_raises_probabilities_to_its_inverse) {
    const std::vector<double> probabilities{0.1, 0.4, 0.05, 0.3, 0.15};
    for (const float temperature : {0.5f, 2.0f}) {
        std::vector<double> expected;
        for (const double p : probabilities)
            expected.push_back(std::pow(p, 1.0 / temperature));
        expect_shares(expected, shares(sample_desc(temperature), logits_of(probabilities)));
    }
}

TEST(sampling, a_tiny_temperature_takes_the_most_likely_class) {
    const floats logits{1, 2, 2.0001f, -4};
    for (const float temperature : {1e-6f, 1e-30f, std::numeric_limits<float>::denorm_min()})
        EXPECT_EQ(2, draw(sample_desc(temperature), logits, 0.999f));
}

TEST(sampling, top_k_keeps_the_most_likely_classes) {
    const std::vector<double> probabilities{0.1, 0.4, 0.05, 0.3, 0.15};
    expect_shares({0, 0.4, 0, 0.3, 0}, shares(sample_desc(1, 2), logits_of(probabilities)));
    expect_shares({0, 1, 0, 0, 0}, shares(sample_desc(1, 1), logits_of(probabilities)));
}

TEST(sampling, top_k_keeps_the_lowest_indices_among_equals) {
    expect_shares({0.5, 0.25, 0.25, 0, 0}, shares(sample_desc(1, 3), logits_of({0.4, 0.2, 0.2, 0.2, 0.2})));
}

TEST(sampling, top_k_of_all_or_more_classes_keeps_all) {
    const std::vector<double> probabilities{0.1, 0.6, 0.3};
    for (const int32_t k : {0, 3, 1000})
        expect_shares(probabilities, shares(sample_desc(1, k), logits_of(probabilities)));
}

TEST(sampling, top_p_keeps_the_smallest_set_that_reaches_it) {
    const std::vector<double> probabilities{0.1, 0.4, 0.05, 0.3, 0.15};
    const floats logits = logits_of(probabilities);
    expect_shares({0, 1, 0, 0, 0}, shares(sample_desc(1, 0, 0.3f), logits));
    expect_shares({0, 0.4, 0, 0.3, 0}, shares(sample_desc(1, 0, 0.6f), logits));
    expect_shares({0, 0.4, 0, 0.3, 0.15}, shares(sample_desc(1, 0, 0.8f), logits));
    expect_shares({0.1, 0.4, 0, 0.3, 0.15}, shares(sample_desc(1, 0, 0.94f), logits));
    expect_shares({0, 1, 0, 0, 0}, shares(sample_desc(1, 0, 1e-6f), logits));
}

TEST(sampling, top_p_applies_to_what_top_k_keeps) {
    // After top-k 2 the shares are 4/7 and 3/7, so that 0.55 keeps one class and 0.6 both.
    const floats logits = logits_of({0.1, 0.4, 0.05, 0.3, 0.15});
    expect_shares({0, 1, 0, 0, 0}, shares(sample_desc(1, 2, 0.55f), logits));
    expect_shares({0, 0.4, 0, 0.3, 0}, shares(sample_desc(1, 2, 0.6f), logits));
}

TEST(sampling, excluded_classes_are_never_drawn) {
    const floats logits{excluded, 1, excluded, 1, excluded};
    EXPECT_EQ(1, draw(sample_desc(1), logits, 0));
    EXPECT_EQ(3, draw(sample_desc(1), logits, 0.9999999f));
    expect_shares({0, 0.5, 0, 0.5, 0}, shares(sample_desc(1, 4), logits));
}

// Chi-squared of 999 degrees of freedom: 1e-6 of right samplers exceed 1230.
TEST(sampling, many_draws_fit_the_softmax) {
    constexpr size_t classes = 1000;
    constexpr size_t count = 100000;
    const fixture place;
    auto desc = sample_desc(1);
    desc.rows = 1;
    desc.classes = classes;
    const floats row = random_floats(classes, 1);
    const tensor logits(place, row);
    std::vector<double> seen(classes), expected(classes);
    double sum = 0;
    for (const float logit : row)
        sum += std::exp(double{logit});
    for (const float uniform : random_floats(count, 2, 0, 1)) {
        int32_t id = -1;
        expect_ok(nrnn_sample(place.session(), &desc, logits, &uniform, &id));
        ++seen[static_cast<size_t>(id)];
    }
    double chi_squared = 0;
    for (size_t i = 0; i < classes; ++i) {
        const double mean = count * std::exp(double{row[i]}) / sum;
        chi_squared += (seen[i] - mean) * (seen[i] - mean) / mean;
    }
    EXPECT_LT(chi_squared, 1230);
}

TEST(sampling, rows_are_drawn_independently) {
    const fixture place;
    auto desc = sample_desc(1, 2, 0.9f);
    desc.rows = 3;
    desc.classes = 4;
    const tensor logits(place, floats{9, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 9}); // [3, 4]
    const floats uniforms{0.5f, 0.1f, 0.7f};
    std::vector<int32_t> ids(3);
    expect_ok(nrnn_sample(place.session(), &desc, logits, uniforms.data(), ids.data()));
    EXPECT_EQ((std::vector<int32_t>{0, 2, 3}), ids);
}

TEST(sampling, repeated_calls_allocate_nothing) {
    const fixture place;
    auto desc = sample_desc(1, 40, 0.9f);
    desc.rows = 1;
    desc.classes = 500;
    const tensor logits(place, random_floats(500, 1));
    const float uniform = 0.5f;
    int32_t id = 0;
    expect_ok(nrnn_sample(place.session(), &desc, logits, &uniform, &id));
    const auto before = place.counters().allocations;
    for (int i = 0; i < 10; ++i)
        expect_ok(nrnn_sample(place.session(), &desc, logits, &uniform, &id));
    EXPECT_EQ(before, place.counters().allocations);
}

TEST(sampling, logits_that_cannot_be_drawn_from_are_explained_and_nothing_is_written) {
    const fixture place;
    const std::vector<float> uniforms{0.5f, 0.5f};
    const auto refused = [&](float temperature, const floats &second_row, const char *words) {
        auto desc = sample_desc(temperature);
        desc.rows = 2;
        desc.classes = 3;
        floats rows{1, 2, 3};
        rows.insert(rows.end(), second_row.begin(), second_row.end());
        std::vector<int32_t> ids{-7, -7};
        expect_failure(nrnn_sample(place.session(), &desc, tensor(place, rows), uniforms.data(), ids.data()),
                       NRNN_INVALID_ARGUMENT, words);
        EXPECT_EQ((std::vector<int32_t>{-7, -7}), ids);
    };
    for (const float temperature : {0.0f, 1.0f}) {
        refused(temperature, {1, std::nanf(""), 2}, "the logits hold NaN: training has diverged");
        refused(temperature, {1, -excluded, 2}, "no finite maximum");
        refused(temperature, {excluded, excluded, excluded}, "no finite maximum");
    }
}

TEST(sampling, values_outside_their_range_are_named) {
    const fixture place;
    const tensor logits(place, floats{1, 2, 3});
    const float nan = std::nanf("");
    int32_t id = -7;
    const auto refused = [&](nrnn_sample_desc desc, float uniform, const char *words) {
        desc.rows = 1;
        desc.classes = 3;
        expect_failure(nrnn_sample(place.session(), &desc, logits, &uniform, &id), NRNN_INVALID_ARGUMENT, words);
    };
    for (const float temperature : {-1.0f, nan, -excluded})
        refused(sample_desc(temperature), 0, "temperature");
    for (const float p : {0.0f, -0.5f, 1.5f, nan})
        refused(sample_desc(1, 0, p), 0, "top_p");
    refused(sample_desc(1, -1), 0, "top_k");
    for (const float uniform : {-0.1f, 1.0f, nan})
        refused(sample_desc(1), uniform, "uniforms");
    EXPECT_EQ(-7, id);
}

TEST(sampling, what_does_not_fit_is_named) {
    const fixture place;
    const tensor logits(place, floats{1, 2, 3});
    auto desc = sample_desc(1);
    desc.rows = 1;
    desc.classes = 4;
    const float uniform = 0;
    int32_t id = 0;
    const auto s = place.session();
    constexpr auto code = NRNN_INVALID_ARGUMENT;
    expect_failure(nrnn_sample(s, &desc, logits, &uniform, &id), code, "logits must hold 4");
    desc.classes = 3;
    expect_failure(nrnn_sample(s, &desc, logits, nullptr, &id), code, "uniforms");
    expect_failure(nrnn_sample(s, &desc, logits, &uniform, nullptr), code, "ids");
    expect_failure(nrnn_sample(s, nullptr, logits, &uniform, &id), code, "nrnn_sample_desc");
    desc.rows = 0;
    expect_failure(nrnn_sample(s, &desc, logits, &uniform, &id), code, "rows");
}

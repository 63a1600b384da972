#include "fixture.hpp"

#include <limits>
#include <numeric>

using namespace nrnn_test;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
// Float results of sums over 10,000 classes: some units in the last place of numbers about 10.
constexpr double tolerance = 4e-6;

struct ranking {
    std::vector<int32_t> ids; // [M, k]
    floats log_probabilities; // [M, k]
};

nrnn_top_k_desc top_k_desc(size_t rows, size_t classes, size_t k) {
    return {sizeof(nrnn_top_k_desc), rows, classes, k};
}

ranking top_k(const floats &logits, size_t rows, size_t k, int threads = 1) {
    const fixture place(threads);
    const auto desc = top_k_desc(rows, logits.size() / rows, k);
    ranking result{std::vector<int32_t>(rows * k, -1), floats(rows * k, 7)};
    expect_ok(
        nrnn_top_k(place.session(), &desc, tensor(place, logits), result.ids.data(), result.log_probabilities.data()));
    return result;
}

double log_sum_exp(const float *logits, size_t classes) {
    const double maximum = *std::max_element(logits, logits + classes);
    double sum = 0;
    for (size_t i = 0; i < classes; ++i)
        sum += std::exp(logits[i] - maximum);
    return maximum + std::log(sum);
}

// Against a stable sort of every row, which keeps the lower index first among equals.
void expect_sorted(const floats &logits, size_t rows, size_t k, const ranking &actual) {
    const size_t classes = logits.size() / rows;
    std::vector<int32_t> order(classes);
    for (size_t row = 0; row < rows; ++row) {
        const float *x = logits.data() + row * classes;
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(), [x](int32_t a, int32_t b) { return x[a] > x[b]; });
        const double log_sum = log_sum_exp(x, classes);
        for (size_t i = 0; i < k; ++i) {
            ASSERT_EQ(order[i], actual.ids[row * k + i]) << "row " << row << ", place " << i;
            const double expected = x[order[i]] - log_sum;
            const double found = actual.log_probabilities[row * k + i];
            if (std::isinf(expected))
                ASSERT_EQ(expected, found) << "row " << row << ", place " << i;
            else
                ASSERT_NEAR(expected, found, tolerance) << "row " << row << ", place " << i;
        }
    }
}

} // namespace

TEST(top_k, agrees_with_sorting_at_every_size) {
    unsigned seed = 0;
    for (const size_t classes : {1, 2, 7, 31, 32, 33, 64, 100, 1000, 10000})
        for (const size_t k : {1, 2, 5, 8, 31, 32, 33, 100, 10000})
            for (const size_t rows : {1, 3}) {
                if (k > classes)
                    continue;
                SCOPED_TRACE(testing::Message() << rows << " rows of " << classes << ", k " << k);
                const floats logits = random_floats(rows * classes, ++seed, -12, 12);
                expect_sorted(logits, rows, k, top_k(logits, rows, k));
            }
}

TEST(top_k, the_lower_index_comes_first_among_equals) {
    EXPECT_EQ((std::vector<int32_t>{1, 3, 0}), top_k({2, 5, 2, 5, 2}, 1, 3).ids);
    floats logits = random_floats(5000, 3, 0, 1);
    for (auto &value : logits)
        value = std::floor(value * 10); // ten values: hundreds of equals
    for (const size_t k : {3, 50, 700, 5000})
        expect_sorted(logits, 1, k, top_k(logits, 1, k));
    expect_sorted(floats(300, 1.5f), 1, 40, top_k(floats(300, 1.5f), 1, 40));
}

TEST(top_k, rising_and_falling_rows_are_ranked) {
    floats rising(1000);
    std::iota(rising.begin(), rising.end(), -500.0f);
    expect_sorted(rising, 1, 9, top_k(rising, 1, 9));
    const floats falling(rising.rbegin(), rising.rend());
    expect_sorted(falling, 1, 9, top_k(falling, 1, 9));
}

TEST(top_k, excluded_classes_come_last_with_probability_zero) {
    const floats logits{-infinity, 1, -infinity, -3, -infinity};
    const auto all = top_k(logits, 1, 5);
    EXPECT_EQ((std::vector<int32_t>{1, 3, 0, 2, 4}), all.ids);
    expect_sorted(logits, 1, 5, all);
    floats wide(1000, -infinity);
    wide[970] = -50;
    EXPECT_EQ((std::vector<int32_t>{970, 0, 1}), top_k(wide, 1, 3).ids);
    EXPECT_EQ(0, top_k(wide, 1, 3).log_probabilities[0]) << "the only class left is certain";
}

TEST(top_k, log_probabilities_of_all_classes_sum_to_one) {
    const auto all = top_k(random_floats(2000, 5, -5, 5), 1, 2000);
    double sum = 0;
    for (const float value : all.log_probabilities)
        sum += std::exp(double{value});
    EXPECT_NEAR(1, sum, 1e-6);
}

TEST(top_k, huge_logits_neither_overflow_nor_pass_zero) {
    const auto huge = top_k({3e38f, -3e37f, 2.9e38f}, 1, 3);
    EXPECT_EQ((std::vector<int32_t>{0, 2, 1}), huge.ids);
    EXPECT_EQ(0, huge.log_probabilities[0]);
    EXPECT_EQ(-3.3e38f, huge.log_probabilities[2]);
    for (const float value : top_k({1e-30f, -100, -100, 90}, 1, 4).log_probabilities)
        EXPECT_LE(value, 0);
}

TEST(top_k, rows_and_threads_change_nothing) {
    constexpr size_t rows = 64, classes = 10000, k = 8;
    const floats logits = random_floats(rows * classes, 11, -9, 9);
    const auto one = top_k(logits, rows, k, 1), four = top_k(logits, rows, k, 4);
    expect_sorted(logits, rows, k, one);
    EXPECT_EQ(one.ids, four.ids);
    EXPECT_TRUE(same_bits(one.log_probabilities, four.log_probabilities));
    for (const size_t row : {0, 31, 63}) {
        const auto alone = top_k(floats(logits.begin() + row * classes, logits.begin() + (row + 1) * classes), 1, k);
        EXPECT_TRUE(std::equal(alone.ids.begin(), alone.ids.end(), one.ids.begin() + row * k));
    }
}

TEST(top_k, rows_that_cannot_be_ranked_are_explained) {
    const fixture place(2);
    constexpr size_t rows = 3, classes = 40000;
    const auto refused = [&](size_t at, float value, const char *words) {
        floats logits = random_floats(rows * classes, 2);
        logits[at] = value;
        for (const size_t k : {1, 50}) {
            const auto desc = top_k_desc(rows, classes, k);
            std::vector<int32_t> ids(rows * k);
            floats log_probabilities(rows * k);
            expect_failure(
                nrnn_top_k(place.session(), &desc, tensor(place, logits), ids.data(), log_probabilities.data()),
                NRNN_INVALID_ARGUMENT, words);
        }
    };
    for (const size_t at : {size_t{0}, size_t{20}, classes + 5, rows * classes - 1}) {
        refused(at, std::nanf(""), "the logits hold NaN: training has diverged");
        refused(at, infinity, "no finite maximum");
    }
}

TEST(top_k, a_row_without_any_class_is_refused) {
    const fixture place;
    const auto desc = top_k_desc(2, 3, 2);
    std::vector<int32_t> ids(4);
    floats log_probabilities(4);
    const tensor logits(place, floats{1, 2, 3, -infinity, -infinity, -infinity});
    expect_failure(nrnn_top_k(place.session(), &desc, logits, ids.data(), log_probabilities.data()),
                   NRNN_INVALID_ARGUMENT, "every class is excluded");
    const tensor mixed(place, floats{1, 2, 3, -infinity, std::nanf(""), -infinity});
    expect_failure(nrnn_top_k(place.session(), &desc, mixed, ids.data(), log_probabilities.data()),
                   NRNN_INVALID_ARGUMENT, "NaN");
}

TEST(top_k, what_does_not_fit_is_named) {
    const fixture place;
    const tensor logits(place, floats{1, 2, 3});
    std::vector<int32_t> ids(3);
    floats results(3);
    const auto refused = [&](const nrnn_top_k_desc &desc, const char *words) {
        expect_failure(nrnn_top_k(place.session(), &desc, logits, ids.data(), results.data()), NRNN_INVALID_ARGUMENT,
                       words);
    };
    refused(top_k_desc(1, 4, 1), "logits must hold 4");
    refused(top_k_desc(0, 3, 1), "rows");
    refused(top_k_desc(1, 0, 1), "classes");
    refused(top_k_desc(1, 3, 0), "k must be");
    refused(top_k_desc(1, 3, 4), "k must be");
    const auto desc = top_k_desc(1, 3, 1);
    const auto s = place.session();
    constexpr auto code = NRNN_INVALID_ARGUMENT;
    expect_failure(nrnn_top_k(s, &desc, logits, nullptr, results.data()), code, "ids");
    expect_failure(nrnn_top_k(s, &desc, logits, ids.data(), nullptr), code, "log_probabilities");
    expect_failure(nrnn_top_k(s, nullptr, logits, ids.data(), results.data()), code, "nrnn_top_k_desc");
}

#include "attention_reference.hpp"

using namespace nrnn_test;

namespace {

// float32 sums of up to some hundred products, and a tanh of 5e-7.
constexpr double relative_tolerance = 2e-5;
constexpr double absolute_tolerance = 2e-5;
constexpr int32_t dot_kind = NRNN_ATTENTION_DOT;
constexpr int32_t additive_kind = NRNN_ATTENTION_ADDITIVE;

// The tensors of a case in an engine's memory.
struct bench {
    bench(const fixture &place, const attention_case &c)
        : data(c), query(place, data.query), keys(place, data.keys), values(place, data.values),
          scorer(place, data.scorer), weights(place, floats(c.rows * c.steps, 9.0f)),
          context(place, floats(c.rows * c.value_width, 9.0f)), context_gradient(place, data.context_gradient),
          query_gradient(place, floats(data.query.size(), 9.0f)), keys_gradient(place, data.keys.size()),
          values_gradient(place, data.values.size()), scorer_gradient(place, data.scorer.size()),
          shape(c.shape()), views{query,
                                  keys,
                                  values,
                                  c.additive() ? scorer.view() : absent,
                                  weights,
                                  context,
                                  context_gradient,
                                  query_gradient,
                                  keys_gradient,
                                  values_gradient,
                                  c.additive() ? scorer_gradient.view() : absent} {}

    nrnn_status forward(const fixture &place) const {
        return nrnn_attention_forward(place.session(), &shape, views.data(), NRNN_ATTENTION_FORWARD_VIEWS);
    }
    nrnn_status backward(const fixture &place) const {
        return nrnn_attention_backward(place.session(), &shape, views.data(), views.size());
    }
    void run(const fixture &place) const {
        expect_ok(forward(place));
        expect_ok(backward(place));
    }

    attention_data data;
    tensor query, keys, values, scorer, weights, context;
    tensor context_gradient, query_gradient, keys_gradient, values_gradient, scorer_gradient;
    nrnn_attention_shape shape;
    std::vector<nrnn_tensor> views;
};

void expect_close(const doubles &expected, const tensor &actual) {
    expect_near(expected, actual.values(), relative_tolerance, absolute_tolerance);
}

class attention : public testing::TestWithParam<attention_case> {};

// Every remainder of the kernels' tiles; lengths from none to all; rows of a batch, of several steps and of beams.
std::vector<attention_case> cases() {
    std::vector<attention_case> all;
    for (const int32_t kind : {dot_kind, additive_kind}) {
        all.push_back({kind, 1, 1, 1, 1, 1, {}, {}});
        all.push_back({kind, 6, 5, 3, 7, 7, {5, 0, 2}, {}});
        all.push_back({kind, 15, 4, 3, 33, 81, {4, 3, 1}, {}});
        all.push_back({kind, 7, 6, 4, 64, 130, {6, 1, 5, 0}, {2, 2, 0, 3, 2, 1, 2}});
        all.push_back({kind, 40, 37, 5, 32, 20, {}, {}});
        all.push_back({kind, 26, 9, 2, 100, 67, {9, 8}, {}});
        all.push_back({kind, 2, 3, 4, 5, 6, {3, 2, 1, 3}, {}});
    }
    return all;
}

std::string name_of(const testing::TestParamInfo<attention_case> &info) {
    const auto &c = info.param;
    return std::string(c.additive() ? "additive" : "dot") + std::to_string(c.rows) + "x" + std::to_string(c.steps) +
           "x" + std::to_string(c.batch) + "x" + std::to_string(c.key_width) + "x" + std::to_string(c.value_width);
}

} // namespace

INSTANTIATE_TEST_SUITE_P(cases, attention, testing::ValuesIn(cases()), name_of);

TEST_P(attention, agrees_with_the_definition) {
    const auto &c = GetParam();
    const attention_reference reference(c, attention_data(c));
    const fixture place(2);
    const bench b(place, c);
    b.run(place);
    expect_close(reference.results.weights, b.weights);
    expect_close(reference.results.context, b.context);
    expect_close(reference.results.query_gradient, b.query_gradient);
    expect_close(reference.results.keys_gradient, b.keys_gradient);
    expect_close(reference.results.values_gradient, b.values_gradient);
    if (c.additive())
        expect_close(reference.results.scorer_gradient, b.scorer_gradient);
}

TEST_P(attention, steps_behind_a_sentences_end_weigh_exactly_nothing) {
    const auto &c = GetParam();
    const fixture place;
    const bench b(place, c);
    b.run(place);
    const floats weights = b.weights.values(), keys_gradient = b.keys_gradient.values();
    for (size_t row = 0; row < c.rows; ++row)
        for (size_t step = c.length_of(c.sentence_of(row)); step < c.steps; ++step)
            ASSERT_EQ(0, weights[row * c.steps + step]);
    for (size_t n = 0; n < c.batch; ++n)
        for (size_t step = c.length_of(n); step < c.steps; ++step)
            for (size_t d = 0; d < c.key_width; ++d)
                ASSERT_EQ(0, keys_gradient[(step * c.batch + n) * c.key_width + d]);
}

TEST_P(attention, gradients_of_the_source_are_added_to_and_may_share_their_view) {
    auto c = GetParam();
    c.value_width = c.key_width;
    const attention_reference reference(c, attention_data(c));
    doubles both = reference.results.keys_gradient;
    for (size_t i = 0; i < both.size(); ++i)
        both[i] = 2 * (both[i] + reference.results.values_gradient[i]);
    const fixture place(2);
    bench b(place, c);
    b.views[NRNN_ATTENTION_VALUES_GRADIENT] = b.keys_gradient;
    b.run(place);
    expect_ok(b.backward(place));
    expect_near(both, b.keys_gradient.values(), relative_tolerance, 2 * absolute_tolerance);
    expect_close(reference.results.query_gradient, b.query_gradient);
    EXPECT_EQ(floats(b.data.values.size(), 0.0f), b.values_gradient.values());
}

TEST_P(attention, does_not_depend_on_the_threads) {
    const auto &c = GetParam();
    const fixture one(1);
    const bench first(one, c);
    first.run(one);
    for (const int threads : {2, 3}) {
        const fixture place(threads);
        const bench b(place, c);
        b.run(place);
        EXPECT_TRUE(same_bits(first.context.values(), b.context.values()));
        EXPECT_TRUE(same_bits(first.query_gradient.values(), b.query_gradient.values()));
        EXPECT_TRUE(same_bits(first.keys_gradient.values(), b.keys_gradient.values()));
        EXPECT_TRUE(same_bits(first.values_gradient.values(), b.values_gradient.values()));
        EXPECT_TRUE(same_bits(first.scorer_gradient.values(), b.scorer_gradient.values()));
    }
}

TEST(attention_rows, many_sentences_in_several_blocks_agree_with_the_definition) {
    for (const int32_t kind : {dot_kind, additive_kind}) {
        const attention_case c{kind, 120, 30, 40, 48, 64, random_ids(40, 7, 31), {}};
        const attention_reference reference(c, attention_data(c));
        const fixture place(2);
        const bench b(place, c);
        b.run(place);
        expect_close(reference.results.context, b.context);
        expect_close(reference.results.keys_gradient, b.keys_gradient);
        expect_close(reference.results.scorer_gradient, b.scorer_gradient);
    }
}

TEST(attention_rows, without_valid_steps_are_zero) {
    for (const int32_t kind : {dot_kind, additive_kind}) {
        const fixture place;
        const attention_case c{kind, 2, 3, 1, 4, 5, {0}, {}};
        const bench b(place, c);
        b.run(place);
        EXPECT_EQ(floats(6, 0.0f), b.weights.values());
        EXPECT_EQ(floats(10, 0.0f), b.context.values());
        EXPECT_EQ(floats(8, 0.0f), b.query_gradient.values());
        EXPECT_EQ(floats(12, 0.0f), b.keys_gradient.values());
    }
}

TEST(attention_rows, huge_scores_stay_finite) {
    const fixture place;
    const attention_case c{dot_kind, 1, 3, 1, 1, 1, {}, {}};
    bench b(place, c);
    b.query.assign({1e30f});
    b.keys.assign({1, 2, -3});
    b.values.assign({5, 7, 9});
    b.run(place);
    EXPECT_EQ((floats{0, 1, 0}), b.weights.values());
    EXPECT_EQ(floats{7}, b.context.values());
}

TEST(attention_rows, dot_gradients_that_nobody_reads_may_be_absent) {
    const attention_case c{dot_kind, 6, 4, 2, 8, 8, {}, {}};
    const fixture place;
    const bench whole(place, c);
    whole.run(place);
    for (const int dropped :
         {NRNN_ATTENTION_QUERY_GRADIENT, NRNN_ATTENTION_KEYS_GRADIENT, NRNN_ATTENTION_VALUES_GRADIENT}) {
        bench b(place, c);
        b.views[dropped] = absent;
        b.run(place);
        const auto kept = dropped == NRNN_ATTENTION_KEYS_GRADIENT ? &bench::values_gradient : &bench::keys_gradient;
        EXPECT_TRUE(same_bits((whole.*kept).values(), (b.*kept).values()));
    }
}

TEST(attention_errors, what_does_not_fit_is_named) {
    const fixture place;
    const attention_case c{additive_kind, 2, 3, 2, 4, 5, {3, 1}, {1, 0}};
    constexpr auto code = NRNN_INVALID_ARGUMENT;
    const char *names[] = {"query must",           "keys must",      "values must",
                           "scorer must",          "weights must",   "context must",
                           "context_gradient",     "query_gradient", "keys_gradient must",
                           "values_gradient must", "scorer_gradient"};
    for (int view = 0; view < NRNN_ATTENTION_BACKWARD_VIEWS; ++view) {
        bench b(place, c);
        b.views[view].count -= 1;
        expect_failure(view < NRNN_ATTENTION_FORWARD_VIEWS ? b.forward(place) : b.backward(place), code, names[view]);
    }
    bench b(place, c);
    const auto s = place.session();
    expect_failure(nrnn_attention_forward(s, nullptr, b.views.data(), 6), code, "nrnn_attention_shape");
    expect_failure(nrnn_attention_forward(s, &b.shape, nullptr, 6), code, "views");
    expect_failure(nrnn_attention_forward(s, &b.shape, b.views.data(), 5), code, "views");
    expect_failure(nrnn_attention_backward(s, &b.shape, b.views.data(), 6), code, "views");
    expect_failure(nrnn_attention_forward(nullptr, &b.shape, b.views.data(), 6), code, "session");
    const bench wide(place, {dot_kind, 2, 3, 2, 5, 5, {}, {}});
    auto views = wide.views;
    const tensor both(place, 31);
    views[NRNN_ATTENTION_KEYS_GRADIENT] = both.view(0, 30);
    views[NRNN_ATTENTION_VALUES_GRADIENT] = both.view(1, 30);
    expect_failure(nrnn_attention_backward(s, &wide.shape, views.data(), views.size()), code, "must not overlap");
}

TEST(attention_errors, lengths_and_sentences_outside_their_ranges_are_named_and_nothing_is_written) {
    const fixture place;
    const auto failure = [&](const attention_case &c, const char *words) {
        const bench b(place, c);
        expect_failure(b.forward(place), NRNN_INVALID_ARGUMENT, words);
        expect_failure(b.backward(place), NRNN_INVALID_ARGUMENT, words);
        EXPECT_EQ(floats(6, 9.0f), b.weights.values());
    };
    failure({dot_kind, 2, 3, 2, 4, 5, {3, 4}, {}}, "lengths[1] is 4; it must be at least 0 and below 4");
    failure({dot_kind, 2, 3, 2, 4, 5, {-1, 2}, {}}, "lengths[0] is -1");
    failure({dot_kind, 2, 3, 2, 4, 5, {}, {0, 2}}, "sentences[1] is 2");
    failure({0, 2, 3, 2, 4, 5, {}, {}}, "kind");
}

TEST(attention_errors, empty_shapes_are_refused) {
    const fixture place;
    const bench b(place, {dot_kind, 1, 1, 1, 1, 1, {}, {}});
    for (const auto size : {&nrnn_attention_shape::rows, &nrnn_attention_shape::steps, &nrnn_attention_shape::batch,
                            &nrnn_attention_shape::key_width, &nrnn_attention_shape::value_width}) {
        auto shape = b.shape;
        shape.*size = 0;
        expect_failure(nrnn_attention_forward(place.session(), &shape, b.views.data(), 6), NRNN_INVALID_ARGUMENT,
                       "at least 1");
    }
}

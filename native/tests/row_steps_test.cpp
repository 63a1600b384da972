// What a generated token relies on: one row, step by step, in inference.
#include "precision_bench.hpp"

using namespace nrnn_test;

namespace {

// Wide enough that two threads share a step.
constexpr recurrent_case token_of(int32_t cell) {
    return {cell, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 1, 1, 28, 260};
}

bool has_int8(int32_t cell) { return cell == NRNN_CELL_GRU_RESET_BEFORE || cell == NRNN_CELL_LSTM; }

constexpr int32_t first_cell = NRNN_CELL_RNN_TANH, last_cell = NRNN_CELL_LSTM;

class row_steps : public testing::TestWithParam<int32_t> {
protected:
    void SetUp() override { CPU_ONLY("oneDNN's primitives compute single rows there"); }
};

TEST_P(row_steps, of_a_one_hot_row_equal_the_reference) {
    const fixture place(2);
    const recurrent_case c = token_of(GetParam());
    const bench b(place, c);
    floats one_hot(c.input());
    one_hot[3] = 1;
    b.input.assign(one_hot);
    const auto expected =
        recurrent_reference(c, widen(b.parameters.values())).run(widen(one_hot), widen(b.state_in.values()));
    expect_ok(b.forward(false));
    expect_near(expected.output, b.output.values(), value_tolerance, value_tolerance);
    expect_near(expected.state, b.state_out.values(), value_tolerance, value_tolerance);
}

TEST_P(row_steps, give_the_same_bits_on_any_number_of_threads) {
    floats expected;
    for (const int threads : {1, 2, 3}) {
        const fixture place(threads);
        const bench b(place, token_of(GetParam()));
        expect_ok(b.forward(false));
        if (threads == 1)
            expected = b.state_out.values();
        EXPECT_TRUE(same_bits(expected, b.state_out.values())) << threads << " threads";
    }
}

TEST_P(row_steps, at_once_give_the_bits_of_single_ones) {
    const fixture place(2);
    recurrent_case five = token_of(GetParam());
    five.steps = 5;
    const bench whole(place, five), step(place, token_of(GetParam()));
    expect_ok(whole.forward(false));
    const tensor state(place, whole.state_in.values());
    for (size_t t = 0; t < five.steps; ++t) {
        auto views = step.views();
        views[NRNN_RECURRENT_PARAMETERS] = whole.parameters;
        views[NRNN_RECURRENT_INPUT] = whole.input.view(t * step.input.count(), step.input.count());
        views[NRNN_RECURRENT_STATE_IN] = state;
        const auto shape = step.shape(false);
        expect_ok(nrnn_recurrent_forward(place.session(), step.layer(), &shape, views.data(), views.size()));
        state.assign(step.state_out.values());
    }
    EXPECT_TRUE(same_bits(whole.state_out.values(), state.values()));
}

TEST_P(row_steps, may_write_the_state_that_they_read) {
    const fixture place(2);
    const bench apart(place, token_of(GetParam())), in_place(place, token_of(GetParam()));
    expect_ok(apart.forward(false));
    auto views = in_place.views();
    views[NRNN_RECURRENT_STATE_OUT] = in_place.state_in;
    const auto shape = in_place.shape(false);
    expect_ok(nrnn_recurrent_forward(place.session(), in_place.layer(), &shape, views.data(), views.size()));
    EXPECT_TRUE(same_bits(apart.state_out.values(), in_place.state_in.values()));
}

// The prompt's several steps included: they read the same panels.
TEST_P(row_steps, pack_once_per_version_and_precision_and_create_no_primitive) {
    const fixture place(2);
    recurrent_case prompt = token_of(GetParam());
    prompt.steps = 7;
    const bench token(place, token_of(GetParam())), text(place, prompt);
    const auto run = [&](const bench &b, nrnn_precision precision, uint64_t version) {
        auto shape = b.shape(false);
        shape.weights_version = version;
        shape.precision = precision;
        shape.value_scale = shape.value_shift = 127; // for int8: of values from -1 to 1
        auto views = b.views();
        views[NRNN_RECURRENT_PARAMETERS] = token.parameters;
        expect_ok(nrnn_recurrent_forward(place.session(), token.layer(), &shape, views.data(), views.size()));
        return place.counters();
    };
    std::vector<nrnn_precision> precisions{NRNN_PRECISION_F32};
    if (support(place, NRNN_PRECISION_BF16) != NRNN_SUPPORT_NONE)
        precisions.push_back(NRNN_PRECISION_BF16);
    if (support(place, NRNN_PRECISION_INT8) != NRNN_SUPPORT_NONE && has_int8(GetParam()))
        precisions.push_back(NRNN_PRECISION_INT8);
    const auto created = place.counters().primitives_created;
    for (const auto precision : precisions) {
        const auto before = place.counters();
        const auto packed = run(text, precision, 1); // the session's scratch memory grows here once
        const uint64_t packs = packed.weight_packs - before.weight_packs;
        EXPECT_EQ(GetParam() == NRNN_CELL_GRU_RESET_BEFORE ? 3u : 2u, packs);
        const auto again = run(token, precision, 1);
        EXPECT_EQ(packed.weight_packs, again.weight_packs);
        EXPECT_EQ(packed.allocations, again.allocations);
        EXPECT_EQ(packed.live_bytes, again.live_bytes);
        EXPECT_EQ(packed.weight_packs + packs, run(token, precision, 2).weight_packs);
        EXPECT_EQ(created, place.counters().primitives_created);
    }
}

INSTANTIATE_TEST_SUITE_P(cells, row_steps, testing::Range(first_cell, last_cell + 1));

} // namespace

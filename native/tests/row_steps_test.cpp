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

// Two calibrations of one model may be in use at once.
TEST_P(row_steps, in_int8_follow_scale_and_shift_within_a_version) {
    constexpr double bound = 2e-2; // steps of 1/51, and of the widest weight's 1/127
    const fixture place(2);
    if (support(place, NRNN_PRECISION_INT8) == NRNN_SUPPORT_NONE || !has_int8(GetParam()))
        GTEST_SKIP() << "no int8";
    const scaled_bench exact(place, token_of(GetParam()), NRNN_PRECISION_F32);
    const scaled_bench rounded(place, token_of(GetParam()), NRNN_PRECISION_INT8);
    expect_ok(rounded.forward(false)); // of values from -1 to 1
    floats wide = exact.input.values();
    for (auto &value : wide)
        value = 2 + 2 * value; // 0 to 4
    for (const bench *b : {static_cast<const bench *>(&exact), static_cast<const bench *>(&rounded)})
        b->input.assign(wide);
    auto shape = rounded.shape(false);
    shape.value_scale = shape.value_shift = 51; // -1 to 4
    const auto views = rounded.views();
    expect_ok(exact.forward(false));
    expect_ok(nrnn_recurrent_forward(place.session(), rounded.layer(), &shape, views.data(), views.size()));
    expect_near(exact.output.values(), rounded.output.values(), 0, bound);
}

// A table of 5 rows, of which steps take some more than once.
class token_steps : public testing::TestWithParam<int32_t> {
protected:
    static constexpr size_t classes = 5;

    void SetUp() override { CPU_ONLY("input_ids are refused there"); }

    static recurrent_case steps_of(int32_t cell) {
        recurrent_case c = token_of(cell);
        c.steps = ids.size();
        return c;
    }

    // What the same steps give of rows that have been looked up.
    static floats looked_up(const floats &table, size_t width) {
        floats rows;
        for (const int32_t id : ids)
            rows.insert(rows.end(), table.begin() + id * width, table.begin() + (id + 1) * width);
        return rows;
    }

    static nrnn_status forward(const fixture &place, const bench &b, const tensor &table, nrnn_recurrent_shape shape) {
        shape.input_ids = ids.data();
        shape.input_classes = classes;
        auto views = b.views();
        views[NRNN_RECURRENT_INPUT] = table;
        return nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size());
    }

    inline static const std::vector<int32_t> ids{3, 1, 3, 3, 0, 1};
};

TEST_P(token_steps, give_the_bits_of_rows_that_were_looked_up) {
    const fixture place(2);
    for (const auto precision : {NRNN_PRECISION_F32, NRNN_PRECISION_BF16, NRNN_PRECISION_INT8}) {
        if (support(place, precision) == NRNN_SUPPORT_NONE)
            continue;
        if (precision == NRNN_PRECISION_INT8 && !has_int8(GetParam()))
            continue;
        const bench plain(place, steps_of(GetParam()), {}, precision), kept(place, steps_of(GetParam()), {}, precision);
        const tensor table(place, random_floats(classes * plain.input.count() / ids.size(), 8));
        plain.input.assign(looked_up(table.values(), table.count() / classes));
        expect_ok(plain.forward(false));
        auto shape = kept.shape(false);
        for (const uint64_t version : {0, 1, 1, 2}) { // not kept, met, known, forgotten
            if (version == 0 && precision == NRNN_PRECISION_INT8)
                continue;
            shape.weights_version = version;
            ASSERT_EQ(NRNN_OK, forward(place, kept, table, shape)) << nrnn_last_error_message();
            EXPECT_TRUE(same_bits(plain.output.values(), kept.output.values())) << "version " << version;
            EXPECT_TRUE(same_bits(plain.state_out.values(), kept.state_out.values())) << "version " << version;
        }
    }
}

TEST_P(token_steps, follow_a_new_version_of_weights_or_table) {
    const fixture place(2);
    const bench plain(place, steps_of(GetParam())), kept(place, steps_of(GetParam()));
    const tensor table(place, random_floats(classes * plain.input.count() / ids.size(), 8));
    auto shape = kept.shape(false);
    shape.weights_version = 1;
    expect_ok(forward(place, kept, table, shape));
    const floats changed = random_floats(plain.parameters.count(), 9, -.4f, .4f);
    const floats other_rows = random_floats(table.count(), 10);
    plain.parameters.assign(changed);
    kept.parameters.assign(changed);
    table.assign(other_rows);
    plain.input.assign(looked_up(other_rows, table.count() / classes));
    expect_ok(plain.forward(false));
    shape.weights_version = 2;
    expect_ok(forward(place, kept, table, shape));
    EXPECT_TRUE(same_bits(plain.state_out.values(), kept.state_out.values()));
}

TEST_P(token_steps, read_a_second_table_of_the_same_version_itself) {
    const fixture place(2);
    const bench plain(place, steps_of(GetParam())), kept(place, steps_of(GetParam()));
    const tensor first(place, random_floats(classes * plain.input.count() / ids.size(), 8));
    const tensor second(place, random_floats(first.count(), 9));
    auto shape = kept.shape(false);
    shape.weights_version = 1;
    expect_ok(forward(place, kept, first, shape));
    plain.input.assign(looked_up(second.values(), second.count() / classes));
    expect_ok(plain.forward(false));
    expect_ok(forward(place, kept, second, shape));
    EXPECT_TRUE(same_bits(plain.state_out.values(), kept.state_out.values()));
}

TEST_P(token_steps, take_nothing_more_once_warm) {
    const fixture place(2);
    const bench b(place, steps_of(GetParam()));
    const tensor table(place, random_floats(classes * b.input.count() / ids.size(), 8));
    auto shape = b.shape(false);
    shape.weights_version = 1;
    expect_ok(forward(place, b, table, shape));
    const auto before = place.counters();
    for (int i = 0; i < 20; ++i)
        expect_ok(forward(place, b, table, shape));
    const auto after = place.counters();
    EXPECT_EQ(before.allocations, after.allocations);
    EXPECT_EQ(before.live_bytes, after.live_bytes);
    EXPECT_EQ(before.weight_packs, after.weight_packs);
    EXPECT_EQ(before.primitives_created, after.primitives_created);
}

INSTANTIATE_TEST_SUITE_P(cells, token_steps, testing::Range(first_cell, last_cell + 1));

TEST(token_steps_refused, name_what_they_are_for) {
    CPU_ONLY("refused for that reason");
    const fixture place;
    recurrent_case two = token_of(NRNN_CELL_LSTM);
    two.batch = 2;
    const bench one_row(place, token_of(NRNN_CELL_LSTM)), two_rows(place, two);
    const auto refused = [&](const bench &b, int32_t id, bool training) {
        auto shape = b.shape(training);
        shape.input_ids = &id;
        shape.input_classes = 1;
        const auto views = b.views();
        return nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size());
    };
    expect_failure(refused(two_rows, 0, false), NRNN_INVALID_ARGUMENT, "input_ids are for inference of one row");
    expect_failure(refused(one_row, 0, true), NRNN_INVALID_ARGUMENT, "look the rows up with nrnn_embedding_forward");
    expect_failure(refused(one_row, 1, false), NRNN_INVALID_ARGUMENT, "input_ids[0] is 1");
    expect_ok(refused(one_row, 0, false));
}

INSTANTIATE_TEST_SUITE_P(cells, row_steps, testing::Range(first_cell, last_cell + 1));

} // namespace

// int8 against float32. Weights have 7 bits and a sign for the range of their unit and gate, activations 8 bits for
// theirs: rounding changes a weight by up to 0.4 % of the largest, an activation in [-1, 1] by up to 1/254.
#include "precision_bench.hpp"

using namespace nrnn_test;

namespace {

// Of values in (-1, 1) after a few steps.
constexpr double value_bound = 2e-2;

constexpr auto f32 = NRNN_PRECISION_F32;
constexpr auto int8 = NRNN_PRECISION_INT8;

#define SKIP_WITHOUT_INT8(place)                                                                                       \
    if (support(place, int8) == NRNN_SUPPORT_NONE)                                                                     \
    GTEST_SKIP() << "no int8 on " << nrnn_cpu_isa()

std::vector<recurrent_case> cases() {
    std::vector<recurrent_case> all;
    for (const int32_t cell : {NRNN_CELL_GRU_RESET_BEFORE, NRNN_CELL_LSTM}) {
        for (int32_t direction = NRNN_DIRECTION_FORWARD; direction <= NRNN_DIRECTION_BOTH; ++direction)
            all.push_back({cell, direction, NRNN_BIAS_PAIR, 4, 3, 5, 7});
        all.push_back({cell, NRNN_DIRECTION_BOTH, NRNN_BIAS_SINGLE, 5, 4, 64, 64});
        all.push_back({cell, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 6, 32, 28, 64});
        all.push_back({cell, NRNN_DIRECTION_FORWARD, NRNN_BIAS_NONE, 1, 1, 28, 64});
    }
    return all;
}

std::string name_of(const testing::TestParamInfo<recurrent_case> &info) {
    return (info.param.cell == NRNN_CELL_LSTM ? "lstm_d" : "gru_before_d") + std::to_string(info.param.direction) +
           "_t" + std::to_string(info.param.steps) + "h" + std::to_string(info.param.hidden);
}

class int8_layer : public testing::TestWithParam<recurrent_case> {};

void expect_near_but_not_equal(const bench &exact, const bench &rounded) {
    expect_near(exact.output.values(), rounded.output.values(), 0, value_bound);
    expect_near(exact.state_out.values(), rounded.state_out.values(), value_bound, value_bound);
    EXPECT_FALSE(same_bits(exact.output.values(), rounded.output.values())) << "not int8 at all";
}

TEST_P(int8_layer, values_stay_near_those_of_float32) {
    const fixture place(2);
    SKIP_WITHOUT_INT8(place);
    const scaled_bench exact(place, GetParam(), f32), rounded(place, GetParam(), int8);
    expect_ok(exact.forward(false));
    ASSERT_EQ(NRNN_OK, rounded.forward(false)) << nrnn_last_error_message();
    expect_near_but_not_equal(exact, rounded);
}

TEST_P(int8_layer, lengths_work_as_in_float32) {
    const fixture place(2);
    SKIP_WITHOUT_INT8(place);
    const recurrent_case &c = GetParam();
    if (c.batch == 1)
        GTEST_SKIP() << "one row has no other length";
    std::vector<int32_t> lengths = random_ids(c.batch, 8, static_cast<int>(c.steps) + 1);
    lengths[0] = 0;
    const scaled_bench exact(place, c, f32, lengths), rounded(place, c, int8, lengths);
    expect_ok(exact.forward(false));
    ASSERT_EQ(NRNN_OK, rounded.forward(false)) << nrnn_last_error_message();
    expect_near_but_not_equal(exact, rounded);
}

TEST_P(int8_layer, units_of_other_magnitudes_have_scales_of_their_own) {
    const fixture place(2);
    SKIP_WITHOUT_INT8(place);
    const recurrent_case &c = GetParam();
    const scaled_bench exact(place, c, f32), rounded(place, c, int8);
    floats weights = exact.parameters.values();
    for (size_t i = 0; i < c.weights_layer() + c.weights_iter(); ++i)
        if (i % 2 == 1 && c.hidden % 2 == 0) // every other unit: one scale for all would leave it 3 bits
            weights[i] /= 16;
    for (const bench *b : {static_cast<const bench *>(&exact), static_cast<const bench *>(&rounded)}) {
        b->parameters.assign(weights);
        expect_ok(b->forward(false));
    }
    expect_near_but_not_equal(exact, rounded);
}

INSTANTIATE_TEST_SUITE_P(cells, int8_layer, testing::ValuesIn(cases()), name_of);

TEST(int8_steps, all_at_once_equal_single_ones) {
    const fixture place;
    SKIP_WITHOUT_INT8(place);
    for (const int32_t cell : {NRNN_CELL_GRU_RESET_BEFORE, NRNN_CELL_LSTM})
        expect_single_steps_agree(place, cell, int8, 1e-2); // states go through float32 between calls
}

const recurrent_case lstm{NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 3, 2, 32, 64};

TEST(int8_layer_of_other_ranges, follows_scale_and_shift) {
    const fixture place(2);
    SKIP_WITHOUT_INT8(place);
    const scaled_bench exact(place, lstm, f32), rounded(place, lstm, int8);
    floats wide = exact.input.values();
    for (auto &value : wide)
        value = 2 + 2 * value; // 0 to 4
    for (const bench *b : {static_cast<const bench *>(&exact), static_cast<const bench *>(&rounded)})
        b->input.assign(wide);
    auto shape = rounded.shape(false);
    shape.value_scale = 51; // -1 to 4
    shape.value_shift = 51;
    const auto views = rounded.views();
    expect_ok(exact.forward(false));
    expect_ok(nrnn_recurrent_forward(place.session(), rounded.layer(), &shape, views.data(), views.size()));
    expect_near(exact.output.values(), rounded.output.values(), 0, 2.5 * value_bound); // steps 2.5 times as wide
}

TEST(int8_weights, are_packed_once_per_version_and_steps_allocate_nothing) {
    const fixture place(2);
    SKIP_WITHOUT_INT8(place);
    const bench b(place, lstm, {}, int8);
    const auto views = b.views();
    auto shape = b.shape(false);
    const auto run = [&](uint64_t version) {
        shape.weights_version = version;
        expect_ok(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()));
        return place.counters();
    };
    const auto first = run(1);
    const auto again = run(1);
    EXPECT_EQ(first.weight_packs, again.weight_packs);
    EXPECT_EQ(first.allocations, again.allocations);
    EXPECT_EQ(first.primitives_created, again.primitives_created);
    EXPECT_EQ(2 * first.weight_packs, run(2).weight_packs);
}

TEST(int8_weights, of_a_new_version_count_with_their_own_scales) {
    const fixture place(2);
    SKIP_WITHOUT_INT8(place);
    const scaled_bench exact(place, lstm, f32), rounded(place, lstm, int8);
    expect_ok(rounded.forward(false));
    floats larger = exact.parameters.values();
    for (auto &value : larger)
        value *= 3;
    for (const bench *b : {static_cast<const bench *>(&exact), static_cast<const bench *>(&rounded)})
        b->parameters.assign(larger);
    auto shape = rounded.shape(false);
    shape.weights_version = 2;
    const auto views = rounded.views();
    expect_ok(exact.forward(false));
    expect_ok(nrnn_recurrent_forward(place.session(), rounded.layer(), &shape, views.data(), views.size()));
    expect_near(exact.output.values(), rounded.output.values(), 0, 3 * value_bound);
}

TEST(int8_refusals, name_cell_pass_and_what_is_missing) {
    const fixture place;
    SKIP_WITHOUT_INT8(place);
    const auto refused = [&](const recurrent_case &c, bool training, auto &&change) {
        const bench b(place, c);
        const auto views = b.views();
        auto shape = bench(place, c, {}, int8).shape(training);
        change(shape);
        return nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size());
    };
    const auto as_it_is = [](nrnn_recurrent_shape &) {};
    recurrent_case after = lstm, vanilla = lstm;
    after.cell = NRNN_CELL_GRU_RESET_AFTER;
    vanilla.cell = NRNN_CELL_RNN_TANH;
    expect_failure(
        refused(after, false, as_it_is), NRNN_UNSUPPORTED,
        "int8 is not available for the reset-after GRU: oneDNN has it for the LSTM and the reset-before GRU");
    expect_failure(refused(vanilla, false, as_it_is), NRNN_UNSUPPORTED, "for the tanh RNN");
    expect_failure(refused(lstm, true, as_it_is), NRNN_UNSUPPORTED, "int8 is for inference");
    expect_failure(refused(lstm, false, [](auto &shape) { shape.value_scale = 0; }), NRNN_INVALID_ARGUMENT,
                   "calibrate");
    expect_failure(refused(lstm, false, [](auto &shape) { shape.value_shift = 1.5f; }), NRNN_INVALID_ARGUMENT,
                   "whole number");
    expect_failure(refused(lstm, false, [](auto &shape) { shape.weights_version = 0; }), NRNN_INVALID_ARGUMENT,
                   "weights_version");
}

class int8_linear : public testing::TestWithParam<int32_t> {};

TEST_P(int8_linear, product_stays_near_that_of_float32) {
    constexpr size_t rows = 20, inputs = 33, outputs = 130;
    const fixture place(2);
    SKIP_WITHOUT_INT8(place);
    auto desc = sized<nrnn_linear_desc>();
    auto shape = sized<nrnn_linear_shape>();
    desc.inputs = shape.inputs = inputs;
    desc.outputs = shape.outputs = outputs;
    desc.transposed = shape.transposed = GetParam();
    shape.rows = rows;
    const auto packed = owned<weights_handle>(nrnn_linear_weights_create(place.engine(), &desc));
    shape.packed = packed.get();
    shape.weights_version = 1;
    shape.input_scale = 85; // -1 to 2
    shape.input_shift = 85;
    const tensor input(place, random_floats(rows * inputs, 1, -1, 2));
    const tensor weights(place, random_floats(inputs * outputs, 2, -.2f, .2f));
    const tensor bias(place, random_floats(outputs, 3)), exact(place, rows * outputs), rounded(place, rows * outputs);
    for (const nrnn_tensor added : {bias.view(), absent}) {
        shape.precision = f32;
        expect_ok(nrnn_linear_forward(place.session(), &shape, input, weights, added, exact));
        shape.precision = int8;
        expect_ok(nrnn_linear_forward(place.session(), &shape, input, weights, added, rounded));
        EXPECT_LT(relative_difference(exact.values(), rounded.values()), 1e-2);
        EXPECT_FALSE(same_bits(exact.values(), rounded.values())) << "not int8 at all";
    }
    const auto packs = place.counters().weight_packs;
    expect_ok(nrnn_linear_forward(place.session(), &shape, input, weights, bias, rounded));
    EXPECT_EQ(packs, place.counters().weight_packs);
    expect_failure(nrnn_linear_backward_input(place.session(), &shape, exact, weights, input), NRNN_UNSUPPORTED,
                   "int8 is for inference");
}

INSTANTIATE_TEST_SUITE_P(layouts, int8_linear, testing::Values(0, 1),
                         [](const auto &one) { return one.param == 0 ? "plain" : "transposed"; });

TEST(int8_support, follows_the_instruction_set) {
    CPU_ONLY("it offers float32 alone");
    const fixture place;
    const std::string isa = nrnn_cpu_isa();
    const bool none = isa.rfind("avx512_core_", 0) != 0;
    EXPECT_EQ(none ? NRNN_SUPPORT_NONE : NRNN_SUPPORT_NATIVE, support(place, int8)) << isa;
}

TEST(int8_support, is_refused_by_name_where_the_processor_lacks_it) {
    CPU_ONLY("it names itself in place of the processor");
    const fixture place;
    if (support(place, int8) != NRNN_SUPPORT_NONE)
        GTEST_SKIP() << "int8 works on " << nrnn_cpu_isa();
    const bench b(place, lstm, {}, int8);
    expect_failure(b.forward(false), NRNN_UNSUPPORTED,
                   "int8 is not available for the LSTM: it needs AVX-512 with VNNI (avx512_core_vnni)");
}

} // namespace

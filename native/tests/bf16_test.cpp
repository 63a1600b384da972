// bf16 against float32. A bf16 number has 8 significant bits: rounding one changes it by up to 2^-9 = 0.2 %, and here
// weights, inputs, states and results are rounded.
#include "precision_bench.hpp"

using namespace nrnn_test;

namespace {

// Of values that are at most about 1, after a few steps.
constexpr double value_bound = 1e-2;
// Length of the difference over the length of a gradient: the backward pass rounds as often again.
constexpr double smooth_gradient_bound = 2e-2;
// A ReLU near 0 may switch its whole derivative on or off; among the few units here each such one shows.
constexpr double relu_gradient_bound = 0.3;

double gradient_bound_of(const recurrent_case &c) {
    return c.cell == NRNN_CELL_RNN_RELU ? relu_gradient_bound : smooth_gradient_bound;
}

constexpr auto f32 = NRNN_PRECISION_F32;
constexpr auto bf16 = NRNN_PRECISION_BF16;

#define SKIP_WITHOUT_BF16(place)                                                                                       \
    if (support(place, bf16) == NRNN_SUPPORT_NONE)                                                                     \
    GTEST_SKIP() << "no bf16 on " << nrnn_cpu_isa()

bool has_bf16_values(const floats &values) {
    return std::all_of(values.begin(), values.end(), [](float value) {
        uint32_t bits;
        std::memcpy(&bits, &value, sizeof bits);
        return (bits & 0xffffu) == 0;
    });
}

std::vector<recurrent_case> cases() {
    std::vector<recurrent_case> all;
    for (int32_t cell = NRNN_CELL_RNN_TANH; cell <= NRNN_CELL_LSTM; ++cell) {
        for (int32_t direction = NRNN_DIRECTION_FORWARD; direction <= NRNN_DIRECTION_BOTH; ++direction)
            all.push_back({cell, direction, NRNN_BIAS_PAIR, 4, 3, 5, 7});
        all.push_back({cell, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 6, 32, 28, 64});
        all.push_back({cell, NRNN_DIRECTION_FORWARD, NRNN_BIAS_NONE, 1, 1, 28, 64});
        all.push_back({cell, NRNN_DIRECTION_REVERSE, NRNN_BIAS_SINGLE, 5, 1, 29, 33}); // odd: pairs with a half empty
    }
    all.push_back({NRNN_CELL_LSTM, NRNN_DIRECTION_BOTH, NRNN_BIAS_PAIR, 4, 3, 5, 7, true});
    all.push_back({NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 6, 32, 28, 64, true});
    all.push_back({NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_NONE, 1, 1, 28, 64, true});
    return all;
}

std::string name_of(const testing::TestParamInfo<recurrent_case> &info) {
    static const char *cells[] = {"", "rnn_tanh", "rnn_relu", "gru_before", "gru_after", "lstm"};
    return std::string(cells[info.param.cell]) + "_d" + std::to_string(info.param.direction) + "_t" +
           std::to_string(info.param.steps) + "n" + std::to_string(info.param.batch) +
           (info.param.peephole ? "_peephole" : "");
}

class bf16_layer : public testing::TestWithParam<recurrent_case> {};

TEST_P(bf16_layer, values_stay_near_those_of_float32) {
    const fixture place(2);
    SKIP_WITHOUT_BF16(place);
    const scaled_bench exact(place, GetParam(), f32), rounded(place, GetParam(), bf16);
    for (const bool training : {false, true}) {
        expect_ok(exact.forward(training));
        ASSERT_EQ(NRNN_OK, rounded.forward(training)) << nrnn_last_error_message();
        expect_near(exact.output.values(), rounded.output.values(), value_bound, value_bound);
        expect_near(exact.state_out.values(), rounded.state_out.values(), value_bound, value_bound);
        EXPECT_TRUE(has_bf16_values(rounded.output.values()));
    }
}

TEST_P(bf16_layer, gradients_stay_near_those_of_float32) {
    const fixture place(2);
    SKIP_WITHOUT_BF16(place);
    const scaled_bench exact(place, GetParam(), f32), rounded(place, GetParam(), bf16);
    for (const bench *b : {&exact, &rounded}) {
        expect_ok(b->forward(true));
        ASSERT_EQ(NRNN_OK, b->backward()) << nrnn_last_error_message();
    }
    const auto difference = [&](tensor bench::*gradient) {
        return relative_difference((exact.*gradient).values(), (rounded.*gradient).values());
    };
    const double gradient_bound = gradient_bound_of(GetParam());
    EXPECT_LT(difference(&bench::parameters_gradient), gradient_bound);
    EXPECT_LT(difference(&bench::input_gradient), gradient_bound);
    EXPECT_LT(difference(&bench::state_in_gradient), gradient_bound);
}

TEST_P(bf16_layer, gradients_are_added) {
    const fixture place(2);
    SKIP_WITHOUT_BF16(place);
    const bench b(place, GetParam(), {}, bf16);
    expect_ok(b.forward(true));
    expect_ok(b.backward());
    floats twice = b.parameters_gradient.values();
    for (auto &value : twice)
        value *= 2;
    expect_ok(b.backward());
    expect_near(twice, b.parameters_gradient.values(), value_tolerance, value_tolerance);
}

TEST_P(bf16_layer, lengths_work_as_in_float32) {
    const fixture place(2);
    SKIP_WITHOUT_BF16(place);
    const recurrent_case &c = GetParam();
    std::vector<int32_t> lengths = random_ids(c.batch, 8, static_cast<int>(c.steps) + 1);
    lengths[0] = 0;
    const scaled_bench exact(place, c, f32, lengths), rounded(place, c, bf16, lengths);
    for (const bench *b : {&exact, &rounded}) {
        expect_ok(b->forward(true));
        ASSERT_EQ(NRNN_OK, b->backward()) << nrnn_last_error_message();
    }
    expect_near(exact.output.values(), rounded.output.values(), value_bound, value_bound);
    expect_near(exact.state_out.values(), rounded.state_out.values(), value_bound, value_bound);
    EXPECT_LT(relative_difference(exact.state_in_gradient.values(), rounded.state_in_gradient.values()),
              gradient_bound_of(c));
}

INSTANTIATE_TEST_SUITE_P(cells, bf16_layer, testing::ValuesIn(cases()), name_of);

TEST(bf16_steps, all_at_once_equal_single_ones) {
    const fixture place;
    SKIP_WITHOUT_BF16(place);
    for (int32_t cell = NRNN_CELL_RNN_TANH; cell <= NRNN_CELL_LSTM; ++cell)
        expect_single_steps_agree(place, cell, bf16, value_bound); // other sums may round to the next bf16 number
}

const recurrent_case lstm{NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 3, 2, 32, 64};

TEST(bf16_weights, are_packed_once_per_version) {
    const fixture place(2);
    SKIP_WITHOUT_BF16(place);
    const bench b(place, lstm, {}, bf16);
    const auto views = b.views();
    const auto packs_after = [&](uint64_t version, nrnn_precision precision) {
        auto shape = b.shape(false);
        shape.weights_version = version;
        shape.precision = precision;
        expect_ok(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()));
        return place.counters().weight_packs;
    };
    const auto first = packs_after(1, bf16);
    EXPECT_GT(first, 0u);
    EXPECT_EQ(first, packs_after(1, bf16));
    const auto both = packs_after(1, f32);
    EXPECT_EQ(both, packs_after(1, bf16)) << "each precision keeps its own";
    EXPECT_EQ(both + first, packs_after(2, bf16));
}

TEST(bf16_step, allocates_and_creates_nothing_once_warm) {
    const fixture place(2);
    SKIP_WITHOUT_BF16(place);
    const bench b(place, lstm, {}, bf16);
    const auto step = [&] {
        expect_ok(b.forward(true));
        expect_ok(b.backward());
    };
    step();
    const auto before = place.counters();
    for (int i = 0; i < 20; ++i)
        step();
    const auto after = place.counters();
    EXPECT_EQ(before.allocations, after.allocations);
    EXPECT_EQ(before.primitives_created, after.primitives_created);
    EXPECT_EQ(before.live_bytes, after.live_bytes);
}

TEST(bf16_training, packs_its_weights_once_a_pass_where_their_version_is_unknown) {
    const fixture place(2);
    SKIP_WITHOUT_BF16(place);
    const bench b(place, lstm, {}, bf16); // its version is 0
    const auto step = [&] {
        expect_ok(b.forward(true));
        expect_ok(b.backward());
        return place.counters().weight_packs;
    };
    const auto first = step();
    EXPECT_EQ(4u, first) << "input and recurrent weights, as they are and turned";
    EXPECT_EQ(2 * first, step()) << "not in every step of a pass";
}

TEST(bf16_training, leaves_out_gradients_that_nobody_wants) {
    const fixture place(2);
    SKIP_WITHOUT_BF16(place);
    for (int32_t cell = NRNN_CELL_RNN_TANH; cell <= NRNN_CELL_LSTM; ++cell) {
        const bench b(place, {cell, NRNN_DIRECTION_BOTH, NRNN_BIAS_PAIR, 4, 3, 5, 7}, {}, bf16);
        expect_ok(b.forward(true));
        expect_ok(b.backward());
        const floats wanted = b.parameters_gradient.values();
        b.parameters_gradient.assign(floats(wanted.size(), 0));
        auto views = b.views();
        views[NRNN_RECURRENT_INPUT_GRADIENT] = views[NRNN_RECURRENT_STATE_IN_GRADIENT] = absent;
        const auto shape = b.shape(true);
        expect_ok(nrnn_recurrent_backward(place.session(), b.layer(), &shape, views.data(), views.size()));
        EXPECT_TRUE(same_bits(wanted, b.parameters_gradient.values()));
    }
}

TEST(bf16_training, takes_a_missing_gradient_of_the_final_state_for_zeros) {
    const fixture place(2);
    SKIP_WITHOUT_BF16(place);
    for (const std::vector<int32_t> &lengths : {std::vector<int32_t>{}, {2, 0, 3}}) {
        const bench b(place, {NRNN_CELL_LSTM, NRNN_DIRECTION_REVERSE, NRNN_BIAS_SINGLE, 3, 3, 5, 7}, lengths, bf16);
        b.state_out_gradient.assign(floats(b.state_out_gradient.count(), 0));
        expect_ok(b.forward(true));
        expect_ok(b.backward());
        const floats wanted = b.state_in_gradient.values();
        auto views = b.views();
        views[NRNN_RECURRENT_STATE_OUT_GRADIENT] = absent;
        const auto shape = b.shape(true);
        expect_ok(nrnn_recurrent_backward(place.session(), b.layer(), &shape, views.data(), views.size()));
        EXPECT_TRUE(same_bits(wanted, b.state_in_gradient.values()));
    }
}

// Products over all tokens are rounded up in size, so that not each sum of lengths needs one of its own.
TEST(bf16_training, prepares_few_products_for_many_lengths) {
    const fixture place(1);
    SKIP_WITHOUT_BF16(place);
    const recurrent_case c{NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 30, 2, 5, 7};
    const bench b(place, c, {30, 1}, bf16);
    auto shape = b.shape(true);
    const auto views = b.views();
    const auto before = place.counters().primitives_created;
    for (int32_t length = 1; length < 30; ++length) {
        const int32_t lengths[] = {30, length};
        shape.lengths = lengths;
        expect_ok(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()));
        expect_ok(nrnn_recurrent_backward(place.session(), b.layer(), &shape, views.data(), views.size()));
    }
    EXPECT_EQ(2u * 2 + 4, place.counters().primitives_created - before)
        << "forward and backward for one row and for two, and four over at most 64 tokens";
}

TEST(bf16_training, gives_the_same_bits_each_time) {
    const fixture place(2);
    SKIP_WITHOUT_BF16(place);
    const bench b(place, {NRNN_CELL_GRU_RESET_AFTER, NRNN_DIRECTION_BOTH, NRNN_BIAS_PAIR, 9, 17, 30, 50}, {}, bf16);
    expect_ok(b.forward(true));
    expect_ok(b.backward());
    const floats output = b.output.values(), gradient = b.parameters_gradient.values();
    for (int i = 0; i < 10; ++i) {
        b.parameters_gradient.assign(floats(gradient.size(), 0));
        expect_ok(b.forward(true));
        expect_ok(b.backward());
        EXPECT_TRUE(same_bits(output, b.output.values()));
        EXPECT_TRUE(same_bits(gradient, b.parameters_gradient.values()));
    }
}

class bf16_linear : public testing::TestWithParam<int32_t> {
protected:
    static constexpr size_t rows = 20, inputs = 33, outputs = 130;

    bf16_linear() {
        auto desc = sized<nrnn_linear_desc>();
        desc.inputs = shape.inputs = inputs;
        desc.outputs = shape.outputs = outputs;
        desc.transposed = shape.transposed = GetParam();
        shape.rows = rows;
        packed = owned<weights_handle>(nrnn_linear_weights_create(place.engine(), &desc));
        shape.packed = packed.get();
    }

    const fixture place{2};
    nrnn_linear_shape shape = sized<nrnn_linear_shape>();
    weights_handle packed;
    tensor input{place, random_floats(rows *inputs, 1)}, weights{place, random_floats(inputs *outputs, 2, -.2f, .2f)},
        bias{place, random_floats(outputs, 3)}, gradient{place, random_floats(rows *outputs, 4)};
};

TEST_P(bf16_linear, products_stay_near_those_of_float32) {
    SKIP_WITHOUT_BF16(place);
    nrnn_session *s = place.session();
    std::vector<floats> results[2];
    for (const auto precision : {f32, bf16}) {
        shape.precision = precision;
        const tensor output(place, rows * outputs), input_gradient(place, rows * inputs);
        const tensor weights_gradient(place, floats(inputs * outputs, 1)), bias_gradient(place, outputs);
        expect_ok(nrnn_linear_forward(s, &shape, input, weights, bias, output));
        expect_ok(nrnn_linear_backward_input(s, &shape, gradient, weights, input_gradient));
        expect_ok(nrnn_linear_backward_weights(s, &shape, input, gradient, weights_gradient, bias_gradient));
        results[precision] = {output.values(), input_gradient.values(), weights_gradient.values(),
                              bias_gradient.values()};
    }
    for (size_t i = 0; i < 3; ++i) {
        const double difference = relative_difference(results[f32][i], results[bf16][i]);
        EXPECT_LT(difference, value_bound);
        EXPECT_GT(difference, 1e-6) << "not bf16 at all";
    }
    EXPECT_TRUE(same_bits(results[f32][3], results[bf16][3])) << "bias gradients are sums in float64 in any case";
}

TEST_P(bf16_linear, weights_are_packed_once_per_version) {
    SKIP_WITHOUT_BF16(place);
    const tensor output(place, rows * outputs);
    shape.precision = bf16;
    const auto packs_after = [&](uint64_t version) {
        shape.weights_version = version;
        expect_ok(nrnn_linear_forward(place.session(), &shape, input, weights, bias, output));
        return place.counters().weight_packs;
    };
    EXPECT_EQ(1u, packs_after(1));
    EXPECT_EQ(1u, packs_after(1));
    EXPECT_EQ(2u, packs_after(2));
}

TEST_P(bf16_linear, needs_packed_weights_of_its_own_sizes) {
    SKIP_WITHOUT_BF16(place);
    const tensor output(place, rows * outputs);
    shape.precision = bf16;
    shape.packed = nullptr;
    expect_failure(nrnn_linear_forward(place.session(), &shape, input, weights, bias, output), NRNN_INVALID_ARGUMENT,
                   "packed is needed");
    shape.packed = packed.get();
    shape.rows = 1;
    shape.outputs = 1;
    expect_failure(nrnn_linear_forward(place.session(), &shape, input.view(0, inputs), weights.view(0, inputs), absent,
                                       output.view(0, 1)),
                   NRNN_INVALID_ARGUMENT, "other sizes");
}

INSTANTIATE_TEST_SUITE_P(layouts, bf16_linear, testing::Values(0, 1),
                         [](const auto &one) { return one.param == 0 ? "plain" : "transposed"; });

TEST(bf16_support, follows_the_instruction_set) {
    CPU_ONLY("it offers float32 alone");
    const fixture place;
    const std::string isa = nrnn_cpu_isa();
    const bool wide = isa.rfind("avx512", 0) == 0;
    const bool emulated = isa == "avx512_core" || isa == "avx512_core_vnni";
    const auto expected = emulated ? NRNN_SUPPORT_EMULATED : wide ? NRNN_SUPPORT_NATIVE : NRNN_SUPPORT_NONE;
    EXPECT_EQ(expected, support(place, bf16)) << isa;
    EXPECT_EQ(NRNN_SUPPORT_NATIVE, support(place, f32));
    int32_t found = 0;
    expect_failure(nrnn_engine_support(place.engine(), 9, &found), NRNN_INVALID_ARGUMENT, "nrnn_precision");
}

TEST(bf16_support, is_refused_by_name_where_the_processor_lacks_it) {
    CPU_ONLY("it names itself in place of the processor");
    const fixture place;
    if (support(place, bf16) != NRNN_SUPPORT_NONE)
        GTEST_SKIP() << "bf16 works on " << nrnn_cpu_isa();
    const bench b(place, lstm);
    const auto views = b.views();
    auto shape = b.shape(false);
    shape.precision = bf16;
    const std::string words = std::string("bf16 is not available for the LSTM: it needs AVX-512 (avx512_core), and "
                                          "this processor offers ") +
                              nrnn_cpu_isa();
    expect_failure(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()),
                   NRNN_UNSUPPORTED, words.c_str());
}

} // namespace

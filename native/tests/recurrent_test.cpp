#include "recurrent_bench.hpp"

#include <sstream>

using namespace nrnn_test;

namespace {

std::string name_of(const testing::TestParamInfo<recurrent_case> &info) {
    static const char *cells[] = {"", "rnn_tanh", "rnn_relu", "gru_before", "gru_after", "lstm"};
    static const char *directions[] = {"", "forward", "reverse", "both"};
    static const char *biases[] = {"none", "single", "pair"};
    const auto &c = info.param;
    std::ostringstream name;
    name << cells[c.cell] << '_' << directions[c.direction] << '_' << biases[c.bias] << "_t" << c.steps << 'n'
         << c.batch << 'c' << c.inputs << 'h' << c.hidden;
    if (c.peephole)
        name << "_peephole";
    if (c.projection > 0)
        name << "_p" << c.projection;
    return name.str();
}

std::vector<recurrent_case> cases() {
    std::vector<recurrent_case> all;
    for (int32_t cell = NRNN_CELL_RNN_TANH; cell <= NRNN_CELL_LSTM; ++cell) {
        for (int32_t direction = NRNN_DIRECTION_FORWARD; direction <= NRNN_DIRECTION_BOTH; ++direction)
            for (int32_t bias = NRNN_BIAS_NONE; bias <= NRNN_BIAS_PAIR; ++bias)
                all.push_back({cell, direction, bias, 4, 3, 5, 7});
        all.push_back({cell, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 1, 1, 28, 64});
        all.push_back({cell, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 6, 32, 28, 64});
        all.push_back({cell, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 12, 4, 12, 8}); // more inputs than units
        all.push_back({cell, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 12, 4, 28, 12});
        all.push_back({cell, NRNN_DIRECTION_BOTH, NRNN_BIAS_PAIR, 3, 1, 1, 1});
        all.push_back({cell, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 2, 1, 5, 260}); // a row for several threads
        all.push_back({cell, NRNN_DIRECTION_REVERSE, NRNN_BIAS_PAIR, 4, 1, 5, 33});
    }
    for (const auto &extended : lstm_options())
        all.push_back(extended);
    return all;
}

// See gpu_engine_test.cpp: refused by name there.
#define SKIP_WHAT_GPUS_CANNOT_TRAIN(c)                                                                                 \
    if (is_gpu_tested() && ((c).inputs == 1 || (c).hidden == 1))                                                       \
    GTEST_SKIP() << "no training with one input or one hidden unit on a GPU engine"

class recurrent : public testing::TestWithParam<recurrent_case> {};

TEST_P(recurrent, inference_equals_the_reference) {
    const fixture place(2);
    const bench b(place, GetParam());
    const auto expected = recurrent_reference(GetParam(), widen(b.parameters.values()))
                              .run(widen(b.input.values()), widen(b.state_in.values()));
    ASSERT_EQ(NRNN_OK, b.forward(false)) << nrnn_last_error_message();
    expect_near(expected.output, b.output.values(), value_tolerance, value_tolerance);
    expect_near(expected.state, b.state_out.values(), value_tolerance, value_tolerance);
}

TEST_P(recurrent, training_gives_the_inference_values) {
    SKIP_WHAT_GPUS_CANNOT_TRAIN(GetParam());
    const fixture place(2);
    const bench b(place, GetParam());
    ASSERT_EQ(NRNN_OK, b.forward(false)) << nrnn_last_error_message();
    const floats output = b.output.values(), state = b.state_out.values();
    ASSERT_EQ(NRNN_OK, b.forward(true)) << nrnn_last_error_message();
    expect_near(output, b.output.values(), value_tolerance, value_tolerance);
    expect_near(state, b.state_out.values(), value_tolerance, value_tolerance);
}

TEST_P(recurrent, gradients_agree_with_finite_differences) {
    SKIP_WHAT_GPUS_CANNOT_TRAIN(GetParam());
    const fixture place(2);
    const bench b(place, GetParam());
    expect_ok(b.forward(true));
    ASSERT_EQ(NRNN_OK, b.backward()) << nrnn_last_error_message();
    difference_check check(GetParam(), b);
    check.expect(0, b.parameters_gradient, "parameters");
    check.expect(1, b.input_gradient, "input");
    check.expect(2, b.state_in_gradient, "initial state");
}

TEST_P(recurrent, parameter_gradients_are_added) {
    SKIP_WHAT_GPUS_CANNOT_TRAIN(GetParam());
    const fixture place(2);
    const bench b(place, GetParam());
    expect_ok(b.forward(true));
    ASSERT_EQ(NRNN_OK, b.backward()) << nrnn_last_error_message();
    floats twice = b.parameters_gradient.values();
    for (auto &value : twice)
        value *= 2;
    ASSERT_EQ(NRNN_OK, b.backward()) << nrnn_last_error_message();
    expect_near(twice, b.parameters_gradient.values(), value_tolerance, value_tolerance);
}

INSTANTIATE_TEST_SUITE_P(cells, recurrent, testing::ValuesIn(cases()), name_of);

const recurrent_case small_lstm{NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 4, 3, 5, 7};

TEST(recurrent_layer, all_steps_at_once_equal_single_steps) {
    const fixture place(1);
    const bench whole(place, {NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 5, 3, 5, 7});
    expect_ok(whole.forward(false));
    const bench step(place, {NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 1, 3, 5, 7});
    tensor state(place, whole.state_in.values());
    floats outputs;
    for (size_t t = 0; t < 5; ++t) {
        auto views = step.views();
        views[NRNN_RECURRENT_PARAMETERS] = whole.parameters;
        views[NRNN_RECURRENT_INPUT] = whole.input.view(t * 15, 15);
        views[NRNN_RECURRENT_STATE_IN] = state;
        const auto shape = step.shape(false);
        expect_ok(nrnn_recurrent_forward(place.session(), step.layer(), &shape, views.data(), views.size()));
        state.assign(step.state_out.values());
        const floats values = step.output.values();
        outputs.insert(outputs.end(), values.begin(), values.end());
    }
    expect_near(whole.output.values(), outputs, value_tolerance, value_tolerance);
    expect_near(whole.state_out.values(), state.values(), value_tolerance, value_tolerance);
}

// Large float32 layers infer by the training primitive: faster there, and the same numbers.
TEST(recurrent_layer, large_layers_infer_what_training_computes) {
    const fixture place(2);
    for (const int32_t cell : {NRNN_CELL_RNN_TANH, NRNN_CELL_GRU_RESET_AFTER, NRNN_CELL_LSTM}) {
        const size_t units = cell == NRNN_CELL_RNN_TANH ? 1536 : 896;
        for (const std::vector<int32_t> &lengths : {std::vector<int32_t>{}, {3, 1}}) {
            const bench b(place, {cell, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 3, 2, 8, units}, lengths);
            b.parameters.assign(random_floats(b.parameters.count(), 1, -.04f, .04f));
            expect_ok(b.forward(true));
            const floats output = b.output.values(), state = b.state_out.values();
            b.output.assign(floats(output.size(), 7));
            expect_ok(b.forward(false));
            expect_near(output, b.output.values(), value_tolerance, value_tolerance);
            expect_near(state, b.state_out.values(), value_tolerance, value_tolerance);
        }
    }
}

TEST(recurrent_layer, weights_are_packed_once_per_version) {
    const fixture place(2);
    const bench b(place, {NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 3, 2, 32, 64});
    auto shape = b.shape(false);
    const auto views = b.views();
    const auto packs_after = [&](uint64_t version) {
        shape.weights_version = version;
        expect_ok(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()));
        return place.counters().weight_packs;
    };
    const auto first = packs_after(1);
    EXPECT_EQ(first, packs_after(1));
    EXPECT_EQ(2 * first, packs_after(2));
}

// 2.6 MiB for each of both weight matrices: large enough to be shared.
constexpr recurrent_case large_lstm{NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 2, 3, 416, 416};

// Two layers that train on one session.
struct large_pair {
    const fixture place{2};
    const bench lower{place, large_lstm};
    const bench upper{place, large_lstm};

    void pass(const bench &b, uint64_t version, bool forward) const {
        auto shape = b.shape(true);
        shape.weights_version = version;
        const auto views = b.views();
        expect_ok((forward ? nrnn_recurrent_forward : nrnn_recurrent_backward)(place.session(), b.layer(), &shape,
                                                                               views.data(), views.size()));
    }
    uint64_t packs_of_step(uint64_t version) const {
        const auto before = place.counters().weight_packs;
        pass(lower, version, true);
        pass(upper, version, true);
        pass(upper, version, false);
        pass(lower, version, false);
        return place.counters().weight_packs - before;
    }
};

TEST(recurrent_layer, large_layers_share_memory_for_the_packed_weights_of_a_step) {
    const large_pair layers;
    layers.pass(layers.lower, 1, true);
    layers.pass(layers.lower, 1, false);
    const auto one = layers.place.counters();
    layers.pass(layers.upper, 1, true);
    layers.pass(layers.upper, 1, false);
    const auto both = layers.place.counters();
    EXPECT_EQ(2 * one.weight_packs, both.weight_packs);
    EXPECT_EQ(one.live_bytes, both.live_bytes);
    for (uint64_t version = 2; version < 5; ++version)
        EXPECT_EQ(both.weight_packs, layers.packs_of_step(version));
    EXPECT_EQ(both.live_bytes, layers.place.counters().live_bytes);
}

TEST(recurrent_layer, large_weights_that_one_version_needs_twice_are_kept) {
    const large_pair layers;
    const auto once = layers.packs_of_step(1);
    const floats output = layers.lower.output.values(), gradient = layers.lower.input_gradient.values();
    EXPECT_LE(layers.packs_of_step(1), once); // accumulated gradients, or a window in segments
    EXPECT_EQ(0u, layers.packs_of_step(1));
    EXPECT_EQ(once, layers.packs_of_step(2));
    EXPECT_EQ(0u, layers.packs_of_step(2));
    EXPECT_TRUE(same_bits(output, layers.lower.output.values()));
    EXPECT_TRUE(same_bits(gradient, layers.lower.input_gradient.values()));
}

TEST(recurrent_layer, repeated_steps_allocate_and_create_nothing) {
    const fixture place(2);
    const bench b(place, small_lstm);
    expect_ok(b.forward(true));
    expect_ok(b.backward());
    const auto before = place.counters();
    for (int i = 0; i < 20; ++i) {
        expect_ok(b.forward(true));
        expect_ok(b.backward());
    }
    const auto after = place.counters();
    EXPECT_EQ(before.allocations, after.allocations);
    EXPECT_EQ(before.primitives_created, after.primitives_created);
    EXPECT_EQ(before.live_bytes, after.live_bytes);
    EXPECT_GT(after.primitive_hits, before.primitive_hits);
}

TEST(recurrent_layer, repeated_runs_give_the_same_bits) {
    const fixture place(2);
    const bench b(place, {NRNN_CELL_GRU_RESET_AFTER, NRNN_DIRECTION_BOTH, NRNN_BIAS_PAIR, 9, 17, 30, 50});
    expect_ok(b.forward(true));
    expect_ok(b.backward());
    const floats output = b.output.values(), gradient = b.input_gradient.values();
    for (int i = 0; i < 10; ++i) {
        expect_ok(b.forward(true));
        expect_ok(b.backward());
        EXPECT_TRUE(same_bits(output, b.output.values()));
        EXPECT_TRUE(same_bits(gradient, b.input_gradient.values()));
    }
}

TEST(recurrent_layer, a_view_of_the_wrong_size_is_named) {
    const fixture place(1);
    const bench b(place, small_lstm);
    const auto shape = b.shape(false);
    auto views = b.views();
    views[NRNN_RECURRENT_INPUT].count -= 1;
    expect_failure(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()),
                   NRNN_INVALID_ARGUMENT, "the input must hold 60 floats");
    views = b.views();
    views[NRNN_RECURRENT_STATE_IN] = absent;
    expect_failure(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()),
                   NRNN_INVALID_ARGUMENT, "the initial state");
    expect_failure(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), 5), NRNN_INVALID_ARGUMENT,
                   "fewer than");
    expect_failure(nrnn_recurrent_backward(place.session(), b.layer(), &shape, views.data(), views.size()),
                   NRNN_INVALID_ARGUMENT, "training");
}

TEST(recurrent_layer, counts_the_parameters_of_peepholes_and_projection) {
    CPU_ONLY("the options are refused there");
    const fixture place(1);
    const bench b(place, {NRNN_CELL_LSTM, NRNN_DIRECTION_BOTH, NRNN_BIAS_SINGLE, 2, 1, 3, 5, true, 4});
    auto info = sized<nrnn_recurrent_info>();
    expect_ok(nrnn_recurrent_query(b.layer(), &info));
    EXPECT_EQ(info.weights_layer, size_t{2 * 3 * 4 * 5});
    EXPECT_EQ(info.weights_iter, size_t{2 * 4 * 4 * 5});
    EXPECT_EQ(info.weights_peephole, size_t{2 * 3 * 5});
    EXPECT_EQ(info.weights_projection, size_t{2 * 5 * 4});
    EXPECT_EQ(info.bias, size_t{2 * 4 * 5});
    EXPECT_EQ(info.parameters, size_t{120 + 160 + 30 + 40 + 40});
}

TEST(recurrent_layer, peepholes_of_zero_change_nothing) {
    CPU_ONLY("the options are refused there");
    const fixture place(2);
    const bench plain(place, small_lstm);
    recurrent_case with_peepholes = small_lstm;
    with_peepholes.peephole = true;
    const bench b(place, with_peepholes);
    floats parameters = plain.parameters.values();
    const auto biases = parameters.begin() + static_cast<std::ptrdiff_t>(small_lstm.weights());
    parameters.insert(biases, with_peepholes.weights_peephole(), 0.0f);
    b.parameters.assign(parameters);
    expect_ok(plain.forward(false));
    expect_ok(b.forward(false));
    expect_near(plain.output.values(), b.output.values(), value_tolerance, value_tolerance);
    expect_near(plain.state_out.values(), b.state_out.values(), value_tolerance, value_tolerance);
}

TEST(recurrent_layer, packs_a_projection_once_per_version) {
    CPU_ONLY("the options are refused there");
    const fixture place(2);
    const bench b(place, {NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 3, 2, 32, 64, true, 32});
    auto shape = b.shape(true);
    const auto views = b.views();
    const auto packs_after = [&](uint64_t version) {
        shape.weights_version = version;
        expect_ok(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()));
        expect_ok(nrnn_recurrent_backward(place.session(), b.layer(), &shape, views.data(), views.size()));
        return place.counters();
    };
    const auto first = packs_after(1);
    EXPECT_EQ(first.weight_packs, packs_after(1).weight_packs);
    const auto second = packs_after(2);
    EXPECT_EQ(2 * first.weight_packs, second.weight_packs);
    EXPECT_EQ(first.allocations, second.allocations);
}

TEST(recurrent_layer, peepholes_and_projection_are_the_lstms) {
    const fixture place(1);
    auto desc = sized<nrnn_recurrent_desc>();
    desc.cell = NRNN_CELL_GRU_RESET_AFTER;
    desc.direction = NRNN_DIRECTION_FORWARD;
    desc.input_size = desc.hidden_size = 3;
    desc.projection_size = 2;
    EXPECT_EQ(nullptr, nrnn_recurrent_create(place.engine(), &desc));
    expect_failure(nrnn_last_error_code(), NRNN_INVALID_ARGUMENT, "for the LSTM alone");
    desc.projection_size = 0;
    desc.peephole = 1;
    EXPECT_EQ(nullptr, nrnn_recurrent_create(place.engine(), &desc));
    expect_failure(nrnn_last_error_code(), NRNN_INVALID_ARGUMENT, "for the LSTM alone");
    desc.cell = NRNN_CELL_LSTM;
    desc.peephole = 2;
    EXPECT_EQ(nullptr, nrnn_recurrent_create(place.engine(), &desc));
    expect_failure(nrnn_last_error_code(), NRNN_INVALID_ARGUMENT, "peephole must be 0 or 1");
}

TEST(recurrent_layer, precisions_that_peepholes_or_projection_lack_are_refused_by_name) {
    const fixture place(1);
    const auto refused = [&](bool peephole, size_t projection, nrnn_precision precision, const char *words) {
        int32_t support = NRNN_SUPPORT_NONE;
        expect_ok(nrnn_engine_support(place.engine(), precision, &support));
        if (support == NRNN_SUPPORT_NONE)
            return; // refused for the processor's sake
        const bench b(place,
                      {NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 2, 1, 3, 5, peephole, projection});
        auto shape = b.shape(false);
        shape.precision = precision;
        const auto views = b.views();
        expect_failure(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()),
                       NRNN_UNSUPPORTED, words);
    };
    refused(false, 4, NRNN_PRECISION_BF16, "an LSTM with a projection");
    refused(true, 4, NRNN_PRECISION_INT8, "an LSTM with a projection");
    refused(true, 0, NRNN_PRECISION_INT8, "an LSTM with peepholes");
}

TEST(recurrent_layer, an_unknown_cell_is_refused) {
    const fixture place(1);
    auto desc = sized<nrnn_recurrent_desc>();
    desc.cell = 99;
    desc.direction = NRNN_DIRECTION_FORWARD;
    desc.input_size = desc.hidden_size = 1;
    EXPECT_EQ(nullptr, nrnn_recurrent_create(place.engine(), &desc));
    EXPECT_NE(std::string(nrnn_last_error_message()).find("cell"), std::string::npos);
}

} // namespace

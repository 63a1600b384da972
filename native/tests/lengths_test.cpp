// Recurrent layers over batches with lengths, against the reference that runs each row alone.
#include "recurrent_bench.hpp"

#include <limits>
#include <sstream>

using namespace nrnn_test;

namespace {

struct lengths_case {
    recurrent_case layer;
    std::vector<int32_t> lengths;
};

std::string name_of(const testing::TestParamInfo<lengths_case> &info) {
    static const char *cells[] = {"", "rnn_tanh", "rnn_relu", "gru_before", "gru_after", "lstm"};
    static const char *directions[] = {"", "forward", "reverse", "both"};
    static const char *biases[] = {"none", "single", "pair"};
    const auto &c = info.param.layer;
    std::ostringstream name;
    name << cells[c.cell] << '_' << directions[c.direction] << '_' << biases[c.bias] << "_t" << c.steps;
    if (c.peephole)
        name << "_peephole";
    if (c.projection > 0)
        name << "_p" << c.projection;
    for (const int32_t length : info.param.lengths)
        name << '_' << length;
    return name.str();
}

std::vector<lengths_case> cases() {
    const std::vector<int32_t> patterns[] = {
        {3, 6, 1, 0, 3, 4}, // unsorted, one empty, two equal
        {4, 4, 4},          // equal, shorter than the steps
        {6, 5, 6},          // some full
        {0, 0},             // nothing at all
        {1},
    };
    std::vector<lengths_case> all;
    for (int32_t cell = NRNN_CELL_RNN_TANH; cell <= NRNN_CELL_LSTM; ++cell)
        for (int32_t direction = NRNN_DIRECTION_FORWARD; direction <= NRNN_DIRECTION_BOTH; ++direction) {
            for (const auto &lengths : patterns)
                all.push_back({{cell, direction, NRNN_BIAS_PAIR, 6, lengths.size(), 5, 7}, lengths});
            const auto random = random_ids(40, static_cast<unsigned>(cell), 13);
            all.push_back({{cell, direction, NRNN_BIAS_SINGLE, 12, random.size(), 20, 33}, random});
            all.push_back({{cell, direction, NRNN_BIAS_NONE, 6, 3, 5, 7}, {2, 0, 5}});
        }
    for (auto layer : lstm_options()) {
        all.push_back({layer, random_ids(layer.batch, 3, static_cast<int>(layer.steps) + 1)});
        if (layer.steps != 4)
            continue;
        layer.batch = patterns[0].size();
        layer.steps = 6;
        all.push_back({layer, patterns[0]});
    }
    return all;
}

class lengths : public testing::TestWithParam<lengths_case> {
protected:
    lengths() : bench_(place_, GetParam().layer, GetParam().lengths) {}

    bool is_padding(size_t step, size_t row) const { return static_cast<int32_t>(step) >= GetParam().lengths[row]; }

    void expect_zero_padding(const tensor &values, size_t width, const char *name) const {
        const auto &c = GetParam().layer;
        const floats all = values.values();
        for (size_t t = 0; t < c.steps; ++t)
            for (size_t n = 0; n < c.batch; ++n)
                for (size_t i = 0; is_padding(t, n) && i < width; ++i)
                    ASSERT_EQ(0.0f, all[(t * c.batch + n) * width + i]) << name << " at step " << t << " of row " << n;
    }

    // Rows of width floats in padding become what must not matter.
    floats spoiled(floats values, size_t width) const {
        const auto &c = GetParam().layer;
        for (size_t t = 0; t < c.steps; ++t)
            for (size_t n = 0; n < c.batch; ++n)
                for (size_t i = 0; is_padding(t, n) && i < width; ++i)
                    values[(t * c.batch + n) * width + i] = std::numeric_limits<float>::quiet_NaN();
        return values;
    }

    fixture place_{2};
    bench bench_;
};

TEST_P(lengths, give_each_row_what_it_gives_alone) {
    const auto expected = recurrent_reference(GetParam().layer, widen(bench_.parameters.values()))
                              .run(widen(bench_.input.values()), widen(bench_.state_in.values()), GetParam().lengths);
    for (const bool training : {false, true}) {
        bench_.output.assign(floats(bench_.output.count(), 5)); // of an earlier step
        bench_.state_out.assign(floats(bench_.state_out.count(), 5));
        ASSERT_EQ(NRNN_OK, bench_.forward(training)) << nrnn_last_error_message();
        expect_near(expected.output, bench_.output.values(), value_tolerance, value_tolerance);
        expect_near(expected.state, bench_.state_out.values(), value_tolerance, value_tolerance);
        expect_zero_padding(bench_.output, GetParam().layer.directions() * GetParam().layer.outputs(), "output");
    }
}

TEST_P(lengths, give_gradients_that_agree_with_finite_differences) {
    expect_ok(bench_.forward(true));
    ASSERT_EQ(NRNN_OK, bench_.backward()) << nrnn_last_error_message();
    difference_check check(GetParam().layer, bench_);
    check.expect(0, bench_.parameters_gradient, "parameters");
    check.expect(1, bench_.input_gradient, "input");
    check.expect(2, bench_.state_in_gradient, "initial state");
    expect_zero_padding(bench_.input_gradient, GetParam().layer.inputs, "input gradient");
}

TEST_P(lengths, hide_what_the_padding_holds) {
    expect_ok(bench_.forward(true));
    expect_ok(bench_.backward());
    const floats output = bench_.output.values(), state = bench_.state_out.values();
    const floats parameters = bench_.parameters_gradient.values(), input = bench_.input_gradient.values();
    bench_.parameters_gradient.assign(floats(parameters.size()));
    bench_.input.assign(spoiled(bench_.input.values(), GetParam().layer.inputs));
    bench_.output_gradient.assign(
        spoiled(bench_.output_gradient.values(), GetParam().layer.directions() * GetParam().layer.outputs()));
    expect_ok(bench_.forward(true));
    expect_ok(bench_.backward());
    EXPECT_TRUE(same_bits(output, bench_.output.values()));
    EXPECT_TRUE(same_bits(state, bench_.state_out.values()));
    if (is_gpu_tested()) // whose threads add to the bias gradient in any order
        expect_near(parameters, bench_.parameters_gradient.values(), value_tolerance, value_tolerance);
    else
        EXPECT_TRUE(same_bits(parameters, bench_.parameters_gradient.values()));
    EXPECT_TRUE(same_bits(input, bench_.input_gradient.values()));
}

TEST_P(lengths, add_parameter_gradients_and_do_without_views_that_nobody_wants) {
    expect_ok(bench_.forward(true));
    expect_ok(bench_.backward());
    floats twice = bench_.parameters_gradient.values();
    for (auto &value : twice)
        value *= 2;
    auto views = bench_.views();
    views[NRNN_RECURRENT_INPUT_GRADIENT] = views[NRNN_RECURRENT_STATE_IN_GRADIENT] = absent;
    const auto shape = bench_.shape(true);
    expect_ok(nrnn_recurrent_backward(place_.session(), bench_.layer(), &shape, views.data(), views.size()));
    expect_near(twice, bench_.parameters_gradient.values(), value_tolerance, value_tolerance);
}

TEST_P(lengths, take_an_absent_gradient_of_the_final_state_for_zero) {
    expect_ok(bench_.forward(true));
    bench_.state_out_gradient.assign(floats(bench_.state_out_gradient.count()));
    expect_ok(bench_.backward());
    const floats input = bench_.input_gradient.values(), state = bench_.state_in_gradient.values();
    auto views = bench_.views();
    views[NRNN_RECURRENT_STATE_OUT_GRADIENT] = absent;
    const auto shape = bench_.shape(true);
    expect_ok(nrnn_recurrent_backward(place_.session(), bench_.layer(), &shape, views.data(), views.size()));
    expect_near(input, bench_.input_gradient.values(), 0, 0);
    expect_near(state, bench_.state_in_gradient.values(), 0, 0);
}

INSTANTIATE_TEST_SUITE_P(cells, lengths, testing::ValuesIn(cases()), name_of);

const recurrent_case bidirectional{NRNN_CELL_LSTM, NRNN_DIRECTION_BOTH, NRNN_BIAS_SINGLE, 5, 3, 4, 6};

TEST(lengths_of_a_layer, that_are_all_the_steps_change_no_bit) {
    const fixture place(2);
    const bench without(place, bidirectional), with(place, bidirectional, {5, 5, 5});
    for (const bench *b : {&without, &with}) {
        expect_ok(b->forward(true));
        expect_ok(b->backward());
    }
    EXPECT_EQ(without.workspace.count(), with.workspace.count());
    EXPECT_TRUE(same_bits(without.output.values(), with.output.values()));
    EXPECT_TRUE(same_bits(without.parameters_gradient.values(), with.parameters_gradient.values()));
}

TEST(lengths_of_a_layer, outside_the_steps_are_refused) {
    const fixture place(1);
    const bench b(place, bidirectional);
    auto shape = b.shape(true);
    const auto views = b.views();
    size_t count = 0;
    for (const int32_t wrong : {-1, 6}) {
        const int32_t lengths[] = {1, 2, wrong};
        shape.lengths = lengths;
        expect_failure(nrnn_recurrent_workspace_count(place.session(), b.layer(), &shape, &count),
                       NRNN_INVALID_ARGUMENT, "row 2");
        expect_failure(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()),
                       NRNN_INVALID_ARGUMENT, "0 to 5");
        expect_failure(nrnn_recurrent_backward(place.session(), b.layer(), &shape, views.data(), views.size()),
                       NRNN_INVALID_ARGUMENT, "lengths");
    }
}

TEST(lengths_of_a_layer, ask_for_a_workspace_of_their_own_size) {
    const fixture place(1);
    const bench b(place, bidirectional, {5, 2, 0});
    auto views = b.views();
    views[NRNN_RECURRENT_WORKSPACE].count -= 1;
    const auto shape = b.shape(true);
    expect_failure(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()),
                   NRNN_INVALID_ARGUMENT, "the workspace must hold");
}

TEST(lengths_of_a_layer, pack_weights_once_per_version_and_direction) {
    const fixture place(2);
    const bench b(place, {NRNN_CELL_LSTM, NRNN_DIRECTION_BOTH, NRNN_BIAS_SINGLE, 6, 4, 32, 64}, {6, 3, 1, 5});
    auto shape = b.shape(true);
    const auto views = b.views();
    const auto packs_after = [&](uint64_t version) {
        shape.weights_version = version;
        expect_ok(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()));
        expect_ok(nrnn_recurrent_backward(place.session(), b.layer(), &shape, views.data(), views.size()));
        return place.counters().weight_packs;
    };
    const auto first = packs_after(1);
    EXPECT_EQ(first, packs_after(1));
    EXPECT_EQ(2 * first, packs_after(2));
}

TEST(lengths_of_a_layer, give_the_same_bits_when_repeated) {
    const fixture place(2);
    const bench b(place, {NRNN_CELL_GRU_RESET_AFTER, NRNN_DIRECTION_BOTH, NRNN_BIAS_PAIR, 9, 17, 30, 50},
                  random_ids(17, 5, 10));
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

} // namespace

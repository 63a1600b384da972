// A recurrent layer over the C ABI with every tensor its two passes touch.
#pragma once

#include "recurrent_reference.hpp"

#include <array>

namespace nrnn_test {

// oneDNN works in float32 with vector approximations of tanh and the logistic function.
constexpr double value_tolerance = 1e-5;
// float32 gradients against central differences of the reference in double.
constexpr double difference_tolerance = 1e-4;
constexpr double difference_step = 1e-6;

using layer_handle = std::unique_ptr<nrnn_recurrent, destroyer<nrnn_recurrent, nrnn_recurrent_destroy>>;

inline layer_handle create_layer(const fixture &place, const recurrent_case &c) {
    auto desc = sized<nrnn_recurrent_desc>();
    desc.cell = c.cell;
    desc.direction = c.direction;
    desc.bias = c.bias;
    desc.input_size = c.inputs;
    desc.hidden_size = c.hidden;
    desc.peephole = c.peephole;
    desc.projection_size = c.projection;
    return owned<layer_handle>(nrnn_recurrent_create(place.engine(), &desc));
}

// LSTMs with peepholes, projections narrower and wider than the cell, and both.
inline std::vector<recurrent_case> lstm_options() {
    if (is_gpu_tested()) // refused by name there
        return {};
    struct option {
        bool peephole;
        size_t projection;
    };
    std::vector<recurrent_case> all;
    for (const option o : {option{true, 0}, option{false, 3}, option{false, 9}, option{true, 4}}) {
        for (int32_t direction = NRNN_DIRECTION_FORWARD; direction <= NRNN_DIRECTION_BOTH; ++direction)
            for (int32_t bias = NRNN_BIAS_NONE; bias <= NRNN_BIAS_PAIR; ++bias)
                all.push_back({NRNN_CELL_LSTM, direction, bias, 4, 3, 5, 7, o.peephole, o.projection});
        const size_t wide = 8 * o.projection;
        all.push_back({NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 6, 32, 28, 64, o.peephole, wide});
        all.push_back({NRNN_CELL_LSTM, NRNN_DIRECTION_BOTH, NRNN_BIAS_PAIR, 5, 9, 100, 33, o.peephole, wide});
        all.push_back({NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 1, 1, 28, 64, o.peephole, wide});
        all.push_back({NRNN_CELL_LSTM, NRNN_DIRECTION_REVERSE, NRNN_BIAS_PAIR, 1, 3, 5, 7, o.peephole, o.projection});
        all.push_back({NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_PAIR, 3, 1, 5, 7, o.peephole, o.projection});
    }
    return all;
}

// A layer with all its tensors, filled with small random numbers.
class bench {
public:
    bench(const fixture &place, const recurrent_case &c, const std::vector<int32_t> &lengths = {},
          nrnn_precision precision = NRNN_PRECISION_F32)
        : place_(place), c_(c), layer_(create_layer(place, c)), lengths_(lengths), precision_(precision),
          parameters(place, random_floats(c.parameters(), 1, -.4f, .4f)), input(place, random_floats(c.input(), 2)),
          state_in(place, random_floats(c.state(), 3)), output(place, c.output()), state_out(place, c.state()),
          workspace(place, std::max<size_t>(1, workspace_count())),
          output_gradient(place, random_floats(c.output(), 4)), state_out_gradient(place, random_floats(c.state(), 5)),
          input_gradient(place, c.input()), state_in_gradient(place, c.state()),
          parameters_gradient(place, c.parameters()) {}

    nrnn_recurrent_shape shape(bool training) const {
        auto s = sized<nrnn_recurrent_shape>();
        s.steps = c_.steps;
        s.batch = c_.batch;
        s.training = training;
        s.precision = precision_;
        if (precision_ == NRNN_PRECISION_INT8) { // of values from -1 to 1
            s.weights_version = 1;
            s.value_scale = s.value_shift = 127;
        }
        s.lengths = lengths_.empty() ? nullptr : lengths_.data();
        return s;
    }

    size_t workspace_count() const {
        const bool is_narrow = c_.inputs == 1 || c_.hidden == 1;
        if (precision_ == NRNN_PRECISION_INT8 || (is_gpu_tested() && is_narrow)) // inference only
            return 0;
        const auto s = shape(true);
        size_t count = 0;
        expect_ok(nrnn_recurrent_workspace_count(place_.session(), layer_.get(), &s, &count));
        return count;
    }

    std::vector<nrnn_tensor> views() const {
        return {parameters,         input,           state_in,           output,         state_out,
                workspace,          output_gradient, state_out_gradient, input_gradient, state_in_gradient,
                parameters_gradient};
    }

    nrnn_status forward(bool training) const {
        const auto s = shape(training);
        const auto v = views();
        return nrnn_recurrent_forward(place_.session(), layer_.get(), &s, v.data(), v.size());
    }

    nrnn_status backward() const {
        const auto s = shape(true);
        const auto v = views();
        return nrnn_recurrent_backward(place_.session(), layer_.get(), &s, v.data(), v.size());
    }

    nrnn_recurrent *layer() const { return layer_.get(); }
    const std::vector<int32_t> &lengths() const { return lengths_; }

private:
    const fixture &place_;
    recurrent_case c_;
    layer_handle layer_;
    std::vector<int32_t> lengths_;
    nrnn_precision precision_;

public:
    tensor parameters, input, state_in, output, state_out, workspace, output_gradient, state_out_gradient,
        input_gradient, state_in_gradient, parameters_gradient;
};

// Central differences of the reference in double along a random direction, against the gradient's projection.
class difference_check {
public:
    difference_check(const recurrent_case &c, const bench &b)
        : case_(c), upstream_(b.output_gradient.values()), state_upstream_(b.state_out_gradient.values()),
          lengths_(b.lengths()), variables_{widen(b.parameters.values()), widen(b.input.values()),
                                            widen(b.state_in.values())} {}

    void expect(size_t variable, const tensor &gradient, const char *name) {
        const floats direction = random_floats(gradient.count(), 77);
        const double measured =
            (moved(variable, direction, difference_step) - moved(variable, direction, -difference_step)) /
            (2 * difference_step);
        const floats values = gradient.values();
        const double size = std::sqrt(dot(values, values)); // of the projection, typically
        EXPECT_NEAR(measured, dot(values, direction), difference_tolerance * size) << name;
    }

private:
    double moved(size_t variable, const floats &direction, double amount) const {
        auto v = variables_;
        for (size_t i = 0; i < direction.size(); ++i)
            v[variable][i] += amount * direction[i];
        const auto result = recurrent_reference(case_, v[0]).run(v[1], v[2], lengths_);
        double sum = 0;
        for (size_t i = 0; i < upstream_.size(); ++i)
            sum += result.output[i] * upstream_[i];
        for (size_t i = 0; i < state_upstream_.size(); ++i)
            sum += result.state[i] * state_upstream_[i];
        return sum;
    }

    recurrent_case case_;
    floats upstream_, state_upstream_;
    std::vector<int32_t> lengths_;
    std::array<doubles, 3> variables_; // parameters, input, initial state
};

} // namespace nrnn_test

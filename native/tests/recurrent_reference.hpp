// A recurrent layer written out in double, to hold oneDNN's against: DESIGN's equations, nothing else.
#pragma once

#include "fixture.hpp"

namespace nrnn_test {

using doubles = std::vector<double>;

inline doubles widen(const floats &values) { return doubles(values.begin(), values.end()); }

struct recurrent_case {
    int32_t cell;
    int32_t direction;
    int32_t bias;
    size_t steps, batch, inputs, hidden;
    bool peephole = false;
    size_t projection = 0; // P; 0: none

    size_t directions() const { return direction == NRNN_DIRECTION_BOTH ? 2 : 1; }
    size_t gates() const { return cell == NRNN_CELL_LSTM ? 4 : cell <= NRNN_CELL_RNN_RELU ? 1 : 3; }
    size_t states() const { return cell == NRNN_CELL_LSTM ? 2 : 1; }
    size_t bias_gates() const { return gates() + (cell == NRNN_CELL_GRU_RESET_AFTER ? 1 : 0); }
    size_t weights_layer() const { return directions() * inputs * gates() * hidden; }
    size_t outputs() const { return projection > 0 ? projection : hidden; }
    size_t weights_iter() const { return directions() * outputs() * gates() * hidden; }
    size_t weights_peephole() const { return peephole ? directions() * 3 * hidden : 0; }
    size_t weights_projection() const { return directions() * hidden * projection; }
    size_t weights() const { return weights_layer() + weights_iter() + weights_peephole() + weights_projection(); }
    size_t biases() const {
        if (bias == NRNN_BIAS_NONE)
            return 0;
        return directions() * hidden * (bias == NRNN_BIAS_SINGLE ? bias_gates() : 2 * gates());
    }
    size_t parameters() const { return weights() + biases(); }
    size_t input() const { return steps * batch * inputs; }
    size_t output() const { return steps * batch * directions() * outputs(); }
    size_t hidden_state() const { return directions() * batch * outputs(); }
    size_t state() const { return hidden_state() + (states() - 1) * directions() * batch * hidden; }
};

struct recurrent_result {
    doubles output; // [T, N, D*O]
    doubles state;  // h [D, N, O], then c [D, N, H]
};

class recurrent_reference {
public:
    recurrent_reference(const recurrent_case &c, const doubles &parameters) : c_(c), w_(parameters) {}

    // Row by row, as long as lengths say; empty: all steps.
    recurrent_result run(const doubles &input, const doubles &state, const std::vector<int32_t> &lengths = {}) const {
        recurrent_result result{doubles(c_.output()), state};
        for (size_t d = 0; d < c_.directions(); ++d)
            for (size_t n = 0; n < c_.batch; ++n)
                run_row(d, n, lengths.empty() ? c_.steps : static_cast<size_t>(lengths[n]), input, result);
        return result;
    }

private:
    static double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

    // Input and recurrent bias of gate g, unit j.
    std::pair<double, double> biases(size_t d, size_t g, size_t j) const {
        const size_t base = c_.weights(), h = c_.hidden, gates = c_.gates();
        if (c_.bias == NRNN_BIAS_NONE)
            return {0, 0};
        if (c_.bias == NRNN_BIAS_PAIR)
            return {w_[base + (d * gates + g) * h + j], w_[base + ((c_.directions() + d) * gates + g) * h + j]};
        const size_t row = base + d * c_.bias_gates() * h;
        const bool apart = c_.cell == NRNN_CELL_GRU_RESET_AFTER && g == 2;
        return {w_[row + g * h + j], apart ? w_[row + 3 * h + j] : 0};
    }

    double from_input(size_t d, size_t g, size_t j, const double *x) const {
        double sum = biases(d, g, j).first;
        for (size_t i = 0; i < c_.inputs; ++i)
            sum += x[i] * w_[((d * c_.inputs + i) * c_.gates() + g) * c_.hidden + j];
        return sum;
    }

    double from_state(size_t d, size_t g, size_t j, const doubles &h) const {
        double sum = biases(d, g, j).second;
        for (size_t i = 0; i < c_.outputs(); ++i)
            sum += h[i] * w_[c_.weights_layer() + ((d * c_.outputs() + i) * c_.gates() + g) * c_.hidden + j];
        return sum;
    }

    double gate(size_t d, size_t g, size_t j, const double *x, const doubles &h) const {
        return from_input(d, g, j, x) + from_state(d, g, j, h);
    }

    // Of gate 0 i, 1 f, 2 o.
    double peephole(size_t d, size_t gate, size_t j, double cell) const {
        const size_t base = c_.weights_layer() + c_.weights_iter();
        return c_.peephole ? w_[base + (d * 3 + gate) * c_.hidden + j] * cell : 0;
    }

    doubles projected(size_t d, const doubles &units) const {
        const double *r =
            &w_[c_.weights_layer() + c_.weights_iter() + c_.weights_peephole() + d * c_.hidden * c_.projection];
        doubles result(c_.projection);
        for (size_t j = 0; j < c_.hidden; ++j)
            for (size_t p = 0; p < c_.projection; ++p)
                result[p] += units[j] * r[j * c_.projection + p];
        return result;
    }

    void step(size_t d, const double *x, doubles &h, doubles &c) const {
        const doubles before = h;
        doubles scaled(c_.hidden);
        if (c_.cell == NRNN_CELL_GRU_RESET_BEFORE)
            for (size_t j = 0; j < c_.hidden; ++j)
                scaled[j] = sigmoid(gate(d, 1, j, x, before)) * before[j];
        doubles units(c_.hidden);
        for (size_t j = 0; j < c_.hidden; ++j)
            units[j] = unit(d, j, x, before, scaled, c[j]);
        h = c_.projection > 0 ? projected(d, units) : units;
    }

    double lstm_unit(size_t d, size_t j, const double *x, const doubles &h, double &c) const {
        const double input = sigmoid(gate(d, 0, j, x, h) + peephole(d, 0, j, c));
        const double forget = sigmoid(gate(d, 1, j, x, h) + peephole(d, 1, j, c));
        c = forget * c + input * std::tanh(gate(d, 2, j, x, h));
        return sigmoid(gate(d, 3, j, x, h) + peephole(d, 2, j, c)) * std::tanh(c);
    }

    double unit(size_t d, size_t j, const double *x, const doubles &h, const doubles &scaled, double &c) const {
        switch (c_.cell) {
        case NRNN_CELL_RNN_TANH:
            return std::tanh(gate(d, 0, j, x, h));
        case NRNN_CELL_RNN_RELU:
            return std::max(0.0, gate(d, 0, j, x, h));
        case NRNN_CELL_LSTM:
            return lstm_unit(d, j, x, h, c);
        default:
            break;
        }
        const double z = sigmoid(gate(d, 0, j, x, h));
        const double recurrent = c_.cell == NRNN_CELL_GRU_RESET_BEFORE
                                     ? from_state(d, 2, j, scaled)
                                     : sigmoid(gate(d, 1, j, x, h)) * from_state(d, 2, j, h);
        return z * h[j] + (1 - z) * std::tanh(from_input(d, 2, j, x) + recurrent);
    }

    void run_row(size_t d, size_t n, size_t steps, const doubles &input, recurrent_result &result) const {
        const size_t o = c_.outputs(), width = c_.directions() * o, row = d * c_.batch + n;
        double *state = &result.state[row * o];
        doubles hidden(state, state + o), memory(c_.hidden);
        double *cell = result.state.data() + c_.hidden_state() + row * c_.hidden;
        if (c_.states() == 2)
            memory.assign(cell, cell + c_.hidden);
        const bool reversed = c_.direction == NRNN_DIRECTION_REVERSE || d == 1;
        for (size_t k = 0; k < steps; ++k) {
            const size_t t = reversed ? steps - 1 - k : k;
            step(d, &input[(t * c_.batch + n) * c_.inputs], hidden, memory);
            std::copy(hidden.begin(), hidden.end(), &result.output[(t * c_.batch + n) * width + d * o]);
        }
        if (c_.states() == 2)
            std::copy(memory.begin(), memory.end(), cell);
        std::copy(hidden.begin(), hidden.end(), state);
    }

    recurrent_case c_;
    doubles w_;
};

} // namespace nrnn_test

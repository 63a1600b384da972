#include "recurrent/composed_cell.hpp"

#include <algorithm>

#include "recurrent/gate_chunks.hpp"

namespace nrnn {
namespace {

// The state as products read it, and as whoever reads the output sees it: rounded alike.
NRNN_INLINE void store_state(const composed_row &row, size_t i, chunk &state, size_t count) {
    for (float &value : state.values)
        value = float_of_bf16(bf16_of(value));
    store_chunk(row.output + i, state, count);
    if (row.next_state != nullptr)
        store_chunk(row.next_state + i, state, count);
}

// The gradient of what a step leaves: that of its output, and what came back from the next step.
NRNN_INLINE void load_state_gradient(chunk &to, const composed_gradient_row &row, size_t i, size_t count) {
    load_sum(to, row.output + i, row.state_sum + i, count);
}

// gradient * sigma' of a logistic gate.
NRNN_INLINE void through_logistic(chunk &gradient, const chunk &gate) {
    for (size_t j = 0; j < chunk_size; ++j)
        gradient.values[j] *= gate.values[j] * (1 - gate.values[j]);
}

NRNN_INLINE void through_tanh(chunk &gradient, const chunk &value) {
    for (size_t j = 0; j < chunk_size; ++j)
        gradient.values[j] *= 1 - value.values[j] * value.values[j];
}

NRNN_MULTIVERSION void tanh_forward(const composed_row &row, size_t hidden) {
    chunk state;
    for (size_t i = 0; i < hidden; i += chunk_size) {
        load_tanh(state, row.sums + i, hidden - i);
        store_chunk(row.gates + i, state, hidden - i);
        store_state(row, i, state, hidden - i);
    }
}

NRNN_MULTIVERSION void relu_forward(const composed_row &row, size_t hidden) {
    chunk state;
    for (size_t i = 0; i < hidden; i += chunk_size) {
        load_chunk(state, row.sums + i, hidden - i, 0);
        for (float &value : state.values)
            value = value > 0 ? value : 0;
        store_chunk(row.gates + i, state, hidden - i);
        store_state(row, i, state, hidden - i);
    }
}

constexpr chunk zeros{};

NRNN_MULTIVERSION void tanh_backward(const composed_gradient_row &row, size_t hidden) {
    chunk gradient, state;
    for (size_t i = 0; i < hidden; i += chunk_size) {
        load_state_gradient(gradient, row, i, hidden - i);
        load_chunk(state, row.gates + i, hidden - i);
        through_tanh(gradient, state);
        store_chunk(row.sums + i, gradient, hidden - i);
        store_chunk(row.state_sum + i, zeros, hidden - i);
    }
}

NRNN_MULTIVERSION void relu_backward(const composed_gradient_row &row, size_t hidden) {
    chunk gradient, state;
    for (size_t i = 0; i < hidden; i += chunk_size) {
        load_state_gradient(gradient, row, i, hidden - i);
        load_chunk(state, row.gates + i, hidden - i);
        for (size_t j = 0; j < chunk_size; ++j)
            gradient.values[j] = state.values[j] > 0 ? gradient.values[j] : 0;
        store_chunk(row.sums + i, gradient, hidden - i);
        store_chunk(row.state_sum + i, zeros, hidden - i);
    }
}

// The LSTM's gates: i, f, c~, o; its peepholes: of i, f, o.
NRNN_INLINE const float *peephole_of(const float *peephole, size_t gate, size_t hidden, size_t i) {
    return peephole != nullptr ? peephole + gate * hidden + i : nullptr;
}

NRNN_MULTIVERSION void lstm_forward(const composed_row &row, size_t hidden) {
    chunk input, forget, candidate, output, cell;
    for (size_t i = 0; i < hidden; i += chunk_size) {
        const size_t count = hidden - i;
        const float *sums = row.sums + i;
        bf16 *gates = row.gates + i;
        load_chunk(cell, row.cell + i, count, 0);
        load_peeping(input, sums, peephole_of(row.peephole, 0, hidden, i), cell, count);
        load_peeping(forget, sums + hidden, peephole_of(row.peephole, 1, hidden, i), cell, count);
        load_tanh(candidate, sums + 2 * hidden, count);
        for (size_t j = 0; j < chunk_size; ++j)
            cell.values[j] = forget.values[j] * cell.values[j] + input.values[j] * candidate.values[j];
        store_chunk(row.next_cell + i, cell, count);
        load_peeping(output, sums + 3 * hidden, peephole_of(row.peephole, 2, hidden, i), cell, count);
        store_chunk(gates, input, count);
        store_chunk(gates + hidden, forget, count);
        store_chunk(gates + 2 * hidden, candidate, count);
        store_chunk(gates + 3 * hidden, output, count);
        tanh_chunk(cell);
        for (size_t j = 0; j < chunk_size; ++j)
            cell.values[j] *= output.values[j];
        store_state(row, i, cell, count);
    }
}

// gradient += weights * of, where there are weights.
NRNN_INLINE void add_peeped(chunk &gradient, const float *weights, const chunk &of, size_t count) {
    if (weights == nullptr)
        return;
    chunk scale;
    load_chunk(scale, weights, count, 0);
    for (size_t j = 0; j < chunk_size; ++j)
        gradient.values[j] += scale.values[j] * of.values[j];
}

NRNN_MULTIVERSION void lstm_backward(const composed_gradient_row &row, size_t hidden) {
    chunk state, cell, gate, other, part;
    for (size_t i = 0; i < hidden; i += chunk_size) {
        const size_t count = hidden - i;
        const bf16 *gates = row.gates + i;
        bf16 *sums = row.sums + i;
        load_state_gradient(state, row, i, count);
        store_chunk(row.state_sum + i, zeros, count);
        load_chunk(other, row.next_cell + i, count, 0);
        tanh_chunk(other);
        load_chunk(gate, gates + 3 * hidden, count);
        for (size_t j = 0; j < chunk_size; ++j)
            part.values[j] = state.values[j] * other.values[j];
        through_logistic(part, gate);
        store_chunk(sums + 3 * hidden, part, count);
        for (size_t j = 0; j < chunk_size; ++j)
            state.values[j] *= gate.values[j];
        through_tanh(state, other);
        load_chunk(cell, row.cell_sum + i, count, 0);
        for (size_t j = 0; j < chunk_size; ++j)
            cell.values[j] += state.values[j];
        add_peeped(cell, peephole_of(row.peephole, 2, hidden, i), part, count);

        load_chunk(gate, gates + hidden, count);
        load_chunk(part, row.cell + i, count, 0);
        for (size_t j = 0; j < chunk_size; ++j) {
            part.values[j] *= cell.values[j];
            state.values[j] = cell.values[j] * gate.values[j]; // of the cell state before the step, from here on
        }
        through_logistic(part, gate);
        store_chunk(sums + hidden, part, count);
        add_peeped(state, peephole_of(row.peephole, 1, hidden, i), part, count);

        load_chunk(gate, gates, count);
        load_chunk(other, gates + 2 * hidden, count);
        for (size_t j = 0; j < chunk_size; ++j)
            part.values[j] = cell.values[j] * gate.values[j];
        through_tanh(part, other);
        store_chunk(sums + 2 * hidden, part, count);
        for (size_t j = 0; j < chunk_size; ++j)
            part.values[j] = cell.values[j] * other.values[j];
        through_logistic(part, gate);
        store_chunk(sums, part, count);
        add_peeped(state, peephole_of(row.peephole, 0, hidden, i), part, count);
        store_chunk(row.cell_sum + i, state, count);
    }
}

// The textbook GRU's gates: z, r, h~; its units: r * h.
NRNN_MULTIVERSION void gru_forward_gates(const composed_row &row, size_t hidden) {
    chunk gate, state;
    for (size_t i = 0; i < hidden; i += chunk_size) {
        const size_t count = hidden - i;
        load_logistic(gate, row.sums + i, count);
        store_chunk(row.gates + i, gate, count);
        load_logistic(gate, row.sums + hidden + i, count);
        store_chunk(row.gates + hidden + i, gate, count);
        load_chunk(state, row.state + i, count);
        for (size_t j = 0; j < chunk_size; ++j)
            state.values[j] *= gate.values[j];
        store_chunk(row.units + i, state, count);
    }
}

// state = update * state + (1 - update) * candidate.
NRNN_INLINE void mix(chunk &state, const chunk &update, const chunk &candidate) {
    for (size_t j = 0; j < chunk_size; ++j)
        state.values[j] = candidate.values[j] + update.values[j] * (state.values[j] - candidate.values[j]);
}

NRNN_MULTIVERSION void gru_forward_candidate(const composed_row &row, size_t hidden) {
    chunk update, candidate, state;
    for (size_t i = 0; i < hidden; i += chunk_size) {
        const size_t count = hidden - i;
        load_logistic(update, row.sums + i, count);
        load_tanh(candidate, row.sums + 2 * hidden + i, count);
        store_chunk(row.gates + 2 * hidden + i, candidate, count);
        load_chunk(state, row.state + i, count);
        mix(state, update, candidate);
        store_state(row, i, state, count);
    }
}

// Of z and the candidate's sums; state_sum becomes z * gradient. candidate_gradient is left for the reset gate's.
NRNN_INLINE void gru_backward_chunk(const composed_gradient_row &row, size_t hidden, size_t i,
                                    chunk &candidate_gradient) {
    chunk update, candidate, state, gradient;
    const size_t count = hidden - i;
    load_state_gradient(gradient, row, i, count);
    load_chunk(update, row.gates + i, count);
    load_chunk(candidate, row.gates + 2 * hidden + i, count);
    load_chunk(state, row.state + i, count);
    for (size_t j = 0; j < chunk_size; ++j) {
        state.values[j] = gradient.values[j] * (state.values[j] - candidate.values[j]);
        candidate_gradient.values[j] = gradient.values[j] * (1 - update.values[j]);
        gradient.values[j] *= update.values[j];
    }
    store_chunk(row.state_sum + i, gradient, count);
    through_logistic(state, update);
    store_chunk(row.sums + i, state, count);
    through_tanh(candidate_gradient, candidate);
    store_chunk(row.sums + 2 * hidden + i, candidate_gradient, count);
}

NRNN_MULTIVERSION void gru_backward_candidate(const composed_gradient_row &row, size_t hidden) {
    chunk gradient;
    for (size_t i = 0; i < hidden; i += chunk_size)
        gru_backward_chunk(row, hidden, i, gradient);
}

NRNN_MULTIVERSION void gru_backward_gates(const composed_gradient_row &row, size_t hidden) {
    chunk gate, state, reset, sum;
    for (size_t i = 0; i < hidden; i += chunk_size) {
        const size_t count = hidden - i;
        load_chunk(gate, row.gates + hidden + i, count);
        load_chunk(state, row.state + i, count);
        load_chunk(reset, row.reset + i, count, 0);
        load_chunk(sum, row.state_sum + i, count, 0);
        for (size_t j = 0; j < chunk_size; ++j) {
            sum.values[j] += reset.values[j] * gate.values[j];
            state.values[j] *= reset.values[j];
        }
        store_chunk(row.state_sum + i, sum, count);
        through_logistic(state, gate);
        store_chunk(row.sums + hidden + i, state, count);
    }
}

// The reset-after GRU's gates: z, r, h~; its units: the recurrent sum that r multiplies.
NRNN_MULTIVERSION void lbr_gru_forward(const composed_row &row, size_t hidden) {
    chunk update, reset, part, candidate, state;
    for (size_t i = 0; i < hidden; i += chunk_size) {
        const size_t count = hidden - i;
        load_logistic_sum(update, row.sums + i, row.recurrent + i, count);
        load_logistic_sum(reset, row.sums + hidden + i, row.recurrent + hidden + i, count);
        load_sum(part, row.recurrent + 2 * hidden + i, row.candidate_bias + i, count);
        load_chunk(candidate, row.sums + 2 * hidden + i, count, 0);
        for (size_t j = 0; j < chunk_size; ++j)
            candidate.values[j] += reset.values[j] * part.values[j];
        tanh_chunk(candidate);
        store_chunk(row.gates + i, update, count);
        store_chunk(row.gates + hidden + i, reset, count);
        store_chunk(row.gates + 2 * hidden + i, candidate, count);
        store_chunk(row.units + i, part, count);
        load_chunk(state, row.state + i, count);
        mix(state, update, candidate);
        store_state(row, i, state, count);
    }
}

NRNN_MULTIVERSION void lbr_gru_backward(const composed_gradient_row &row, size_t hidden) {
    chunk candidate, reset, part;
    for (size_t i = 0; i < hidden; i += chunk_size) {
        const size_t count = hidden - i;
        gru_backward_chunk(row, hidden, i, candidate);
        load_chunk(reset, row.gates + hidden + i, count);
        load_chunk(part, row.units + i, count);
        for (size_t j = 0; j < chunk_size; ++j) {
            part.values[j] *= candidate.values[j];
            candidate.values[j] *= reset.values[j];
        }
        store_chunk(row.recurrent + 2 * hidden + i, candidate, count);
        through_logistic(part, reset);
        store_chunk(row.sums + hidden + i, part, count);
        store_chunk(row.recurrent + hidden + i, part, count);
        std::memcpy(row.recurrent + i, row.sums + i, std::min(count, chunk_size) * sizeof(bf16));
    }
}

constexpr composed_part all_of(size_t gates) { return {0, gates, false}; }

} // namespace

const composed_cell composed_rnn_tanh{1,     {all_of(1), {}},         false,
                                      false, {tanh_forward, nullptr}, {tanh_backward, nullptr}};
const composed_cell composed_rnn_relu{1,     {all_of(1), {}},         false,
                                      false, {relu_forward, nullptr}, {relu_backward, nullptr}};
const composed_cell composed_lstm{1, {all_of(4), {}}, false, false, {lstm_forward, nullptr}, {lstm_backward, nullptr}};
const composed_cell composed_lbr_gru{
    1, {all_of(3), {}}, true, true, {lbr_gru_forward, nullptr}, {lbr_gru_backward, nullptr}};
const composed_cell composed_gru{2,
                                 {{0, 2, false}, {2, 1, true}},
                                 true,
                                 false,
                                 {gru_forward_gates, gru_forward_candidate},
                                 {gru_backward_gates, gru_backward_candidate}};

} // namespace nrnn

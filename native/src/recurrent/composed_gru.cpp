#include "recurrent/composed_rows.hpp"

#include <algorithm>
#include <cstring>

namespace nrnn {
namespace {

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

} // namespace

const composed_cell composed_gru{2,
                                 {{0, 2, false}, {2, 1, true}},
                                 true,
                                 false,
                                 {gru_forward_gates, gru_forward_candidate},
                                 {gru_backward_gates, gru_backward_candidate}};

const composed_cell composed_lbr_gru{
    1, {all_of(3), {}}, true, true, {lbr_gru_forward, nullptr}, {lbr_gru_backward, nullptr}};

} // namespace nrnn

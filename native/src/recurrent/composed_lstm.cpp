#include "recurrent/composed_rows.hpp"

namespace nrnn {
namespace {

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

} // namespace

const composed_cell composed_lstm{1, {all_of(4), {}}, false, false, {lstm_forward, nullptr}, {lstm_backward, nullptr}};

} // namespace nrnn

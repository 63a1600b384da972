// What the composed cells' rows have in common: how a state is left behind, and gradients through gates.
#pragma once

#include "recurrent/composed_cell.hpp"
#include "recurrent/gate_chunks.hpp"

namespace nrnn {

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

inline constexpr chunk zeros{};

// A part of the first so many gates, which read the state.
constexpr composed_part all_of(size_t gates) { return {0, gates, false}; }

} // namespace nrnn

#include "recurrent/step_kernels.hpp"

#include "recurrent/gate_chunks.hpp"

namespace nrnn {
namespace {

// next = update * state + (1 - update) * candidate.
NRNN_INLINE void store_mixed(float *next, const chunk &update, const chunk &candidate, const float *state,
                             size_t count) {
    chunk mixed;
    load_chunk(mixed, state, count, 0);
    for (size_t i = 0; i < chunk_size; ++i)
        mixed.values[i] = candidate.values[i] + update.values[i] * (mixed.values[i] - candidate.values[i]);
    store_chunk(next, mixed, count);
}

} // namespace

NRNN_MULTIVERSION void rnn_tanh_row(const row_units &units, const float *sums, float *next) {
    chunk now;
    for (size_t i = units.begin; i < units.end; i += chunk_size) {
        load_tanh(now, sums + i, units.end - i);
        store_chunk(next + i, now, units.end - i);
    }
}

NRNN_MULTIVERSION void rnn_relu_row(const row_units &units, const float *sums, float *next) {
    for (size_t i = units.begin; i < units.end; ++i)
        next[i] = sums[i] > 0 ? sums[i] : 0;
}

NRNN_MULTIVERSION void lstm_row(const row_units &units, const float *sums, const float *peephole, const float *cell,
                                float *next, float *next_cell) {
    const auto weights = [&](size_t gate, size_t i) {
        return peephole != nullptr ? peephole + gate * units.hidden + i : nullptr;
    };
    chunk input, forget, candidate, output, kept;
    for (size_t i = units.begin; i < units.end; i += chunk_size) {
        const size_t count = units.end - i;
        load_chunk(kept, cell + i, count, 0);
        load_peeping(input, sums + i, weights(0, i), kept, count);
        load_peeping(forget, sums + units.stride + i, weights(1, i), kept, count);
        load_tanh(candidate, sums + 2 * units.stride + i, count);
        for (size_t j = 0; j < chunk_size; ++j)
            kept.values[j] = forget.values[j] * kept.values[j] + input.values[j] * candidate.values[j];
        store_chunk(next_cell + i, kept, count);
        load_peeping(output, sums + 3 * units.stride + i, weights(2, i), kept, count);
        tanh_chunk(kept);
        for (size_t j = 0; j < chunk_size; ++j)
            kept.values[j] *= output.values[j];
        store_chunk(next + i, kept, count);
    }
}

NRNN_MULTIVERSION void gru_gates_row(const row_units &units, float *sums, const float *state, float *reset) {
    chunk gate, kept;
    for (size_t i = units.begin; i < units.end; i += chunk_size) {
        const size_t count = units.end - i;
        load_logistic(gate, sums + i, count);
        store_chunk(sums + i, gate, count);
        load_logistic(gate, sums + units.stride + i, count);
        load_chunk(kept, state + i, count, 0);
        for (size_t j = 0; j < chunk_size; ++j)
            kept.values[j] *= gate.values[j];
        store_chunk(reset + i, kept, count);
    }
}

NRNN_MULTIVERSION void gru_candidate_row(const row_units &units, const float *sums, const float *state, float *next) {
    chunk update, candidate;
    for (size_t i = units.begin; i < units.end; i += chunk_size) {
        load_chunk(update, sums + i, units.end - i, 0);
        load_tanh(candidate, sums + 2 * units.stride + i, units.end - i);
        store_mixed(next + i, update, candidate, state + i, units.end - i);
    }
}

NRNN_MULTIVERSION void lbr_gru_row(const row_units &units, const float *sums, const float *recurrent,
                                   const float *candidate_bias, const float *state, float *next) {
    chunk update, reset, part, candidate;
    for (size_t i = units.begin; i < units.end; i += chunk_size) {
        const size_t count = units.end - i;
        load_logistic_sum(update, sums + i, recurrent + i, count);
        load_logistic_sum(reset, sums + units.stride + i, recurrent + units.stride + i, count);
        load_sum(part, recurrent + 2 * units.stride + i, candidate_bias + i, count);
        load_chunk(candidate, sums + 2 * units.stride + i, count, 0);
        for (size_t j = 0; j < chunk_size; ++j)
            candidate.values[j] += reset.values[j] * part.values[j];
        tanh_chunk(candidate);
        store_mixed(next + i, update, candidate, state + i, count);
    }
}

} // namespace nrnn

// Chunks of a cell's gates, loaded and passed through their functions.
#pragma once

#include "core/fast_math.hpp"

namespace nrnn {

NRNN_INLINE void logistic_chunk(chunk &values) {
    for (float &value : values.values)
        value *= 0.5f;
    tanh_chunk(values);
    for (float &value : values.values)
        value = 0.5f * value + 0.5f;
}

NRNN_INLINE void load_logistic(chunk &to, const float *from, size_t count) {
    load_chunk(to, from, count, 0);
    logistic_chunk(to);
}

NRNN_INLINE void load_sum(chunk &to, const float *a, const float *b, size_t count) {
    chunk other;
    load_chunk(to, a, count, 0);
    load_chunk(other, b, count, 0);
    for (size_t i = 0; i < chunk_size; ++i)
        to.values[i] += other.values[i];
}

NRNN_INLINE void load_logistic_sum(chunk &to, const float *a, const float *b, size_t count) {
    load_sum(to, a, b, count);
    logistic_chunk(to);
}

NRNN_INLINE void load_tanh(chunk &to, const float *from, size_t count) {
    load_chunk(to, from, count, 0);
    tanh_chunk(to);
}

// The same of a gate that also sees the cell state, where its weights are not null.
NRNN_INLINE void load_peeping(chunk &to, const float *from, const float *weights, const chunk &cell, size_t count) {
    load_chunk(to, from, count, 0);
    if (weights != nullptr) {
        chunk scale;
        load_chunk(scale, weights, count, 0);
        for (size_t i = 0; i < chunk_size; ++i)
            to.values[i] += scale.values[i] * cell.values[i];
    }
    logistic_chunk(to);
}

} // namespace nrnn

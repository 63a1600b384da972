// A row of logits: its largest, and the exponentials of the distances from it.
#pragma once

#include "core/fast_math.hpp"

#include <limits>

namespace nrnn {

// -inf where every logit is; NaN among others is passed over.
NRNN_INLINE float row_maximum(const float *logits, size_t count) {
    constexpr float lowest = -std::numeric_limits<float>::infinity();
    chunk best;
    chunk now;
    load_chunk(best, logits, 0, lowest);
    for (size_t i = 0; i < count; i += chunk_size) {
        load_chunk(now, logits + i, count - i, lowest);
        for (size_t j = 0; j < chunk_size; ++j)
            best.values[j] = now.values[j] > best.values[j] ? now.values[j] : best.values[j];
    }
    for (size_t half = chunk_size / 2; half > 0; half /= 2)
        for (size_t j = 0; j < half; ++j)
            best.values[j] = best.values[j + half] > best.values[j] ? best.values[j + half] : best.values[j];
    return best.values[0];
}

// The sum of e^(logit - maximum), in float64.
NRNN_INLINE double row_exp_sum(const float *logits, size_t count, float maximum) {
    double sums[chunk_size] = {};
    chunk now;
    for (size_t i = 0; i < count; i += chunk_size) {
        load_chunk(now, logits + i, count - i, -std::numeric_limits<float>::infinity());
        exp_chunk(now, maximum);
        for (size_t j = 0; j < chunk_size; ++j)
            sums[j] += now.values[j];
    }
    return sum_lanes(sums);
}

// The same, and keeps the exponentials; they may replace the logits.
NRNN_INLINE double row_exp(const float *logits, size_t count, float maximum, float *exponentials) {
    double sums[chunk_size] = {};
    chunk now;
    for (size_t i = 0; i < count; i += chunk_size) {
        load_chunk(now, logits + i, count - i, -std::numeric_limits<float>::infinity());
        exp_chunk(now, maximum);
        for (size_t j = 0; j < chunk_size; ++j)
            sums[j] += now.values[j];
        store_chunk(exponentials + i, now, count - i);
    }
    return sum_lanes(sums);
}

} // namespace nrnn

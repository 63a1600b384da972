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
    float maximum = best.values[0];
    for (size_t j = 1; j < chunk_size; ++j)
        maximum = best.values[j] > maximum ? best.values[j] : maximum;
    return maximum;
}

NRNN_INLINE double sum(const double (&values)[chunk_size]) {
    double total = 0;
    for (double value : values)
        total += value;
    return total;
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
    return sum(sums);
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
    return sum(sums);
}

} // namespace nrnn

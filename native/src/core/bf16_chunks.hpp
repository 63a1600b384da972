// Chunks of floats that lie in memory as bf16.
#pragma once

#include "core/bf16.hpp"
#include "core/fast_math.hpp"

namespace nrnn {

// At most a chunk; what is not there is 0.
NRNN_INLINE void load_chunk(chunk &to, const bf16 *from, size_t count) {
    if (count >= chunk_size) {
        for (size_t i = 0; i < chunk_size; ++i)
            to.values[i] = float_of_bf16(from[i]);
        return;
    }
    for (size_t i = 0; i < chunk_size; ++i)
        to.values[i] = i < count ? float_of_bf16(from[i]) : 0.0f;
}

NRNN_INLINE void store_chunk(bf16 *to, const chunk &from, size_t count) {
    if (count >= chunk_size) {
        for (size_t i = 0; i < chunk_size; ++i)
            to[i] = bf16_of(from.values[i]);
        return;
    }
    for (size_t i = 0; i < chunk_size; ++i)
        if (i < count)
            to[i] = bf16_of(from.values[i]);
}

} // namespace nrnn

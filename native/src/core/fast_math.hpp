// Loops over floats in chunks that compilers turn into vector code at -O3, without fast-math flags.
#pragma once

#include "core/multiversion.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace nrnn {

// A chunk is long enough that compilers vectorise its loops before they consider unrolling them.
constexpr size_t chunk_size = 32;

struct chunk {
    float values[chunk_size];
};

// The first `count` floats of `from`, at most a chunk, then `filler`. The guarded loops become masked moves.
NRNN_INLINE void load_chunk(chunk &to, const float *from, size_t count, float filler) {
    if (count >= chunk_size) {
        std::memcpy(to.values, from, sizeof to.values);
        return;
    }
    for (size_t i = 0; i < chunk_size; ++i)
        to.values[i] = i < count ? from[i] : filler;
}

NRNN_INLINE void store_chunk(float *to, const chunk &from, size_t count) {
    if (count >= chunk_size) {
        std::memcpy(to, from.values, sizeof from.values);
        return;
    }
    for (size_t i = 0; i < chunk_size; ++i)
        if (i < count)
            to[i] = from.values[i];
}

// The sum of a chunk of partial sums, by halves.
template <class Number>
NRNN_INLINE Number sum_lanes(Number (&lanes)[chunk_size]) {
    for (size_t half = chunk_size / 2; half > 0; half /= 2)
        for (size_t j = 0; j < half; ++j)
            lanes[j] += lanes[j + half];
    return lanes[0];
}

// e^x to about 1 ulp for -88 <= x <= 88, 0 where that is below the normal floats; NaN stays NaN.
// Source: Cephes expf (reduction by ln 2 in two parts, polynomial of degree 5 in the remainder).
NRNN_INLINE float fast_exp_in_range(float x) {
    constexpr float log2_e = 1.44269504f;
    constexpr float ln2_high = 0.693359375f;
    constexpr float ln2_low = -2.12194440e-4f;
    constexpr float rounding = 12582912.0f; // 1.5 * 2^23: adding it rounds to an integer in the low bits
    const float shifted = x * log2_e + rounding;
    const float power = shifted - rounding;
    const float r = (x - power * ln2_high) - power * ln2_low;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    uint32_t bits;
    std::memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + 127u) << 23; // 2^power: the other bits of the sum leave at the top
    float scale;
    std::memcpy(&scale, &bits, sizeof scale);
    return p * scale;
}

// values = e^(values - offset), all at most 88 above the offset.
NRNN_INLINE void exp_chunk(chunk &values, float offset) {
    constexpr float lowest = -88.0f; // rounds to 2^-127, whose bits are those of 0
    // A loop of its own: GCC turns a limit and what follows from it into branches, and then has no vectors.
    for (size_t i = 0; i < chunk_size; ++i) {
        const float x = values.values[i] - offset;
        values.values[i] = x < lowest ? lowest : x;
    }
    for (size_t i = 0; i < chunk_size; ++i)
        values.values[i] = fast_exp_in_range(values.values[i]);
}

// tanh to 5e-7 of its value for |x| <= 7.9; NaN stays NaN.
// Source: Eigen's generic_fast_tanh_float, a rational minimax approximation.
NRNN_INLINE float fast_tanh_in_range(float x) {
    const float square = x * x;
    float p = -2.76076847742355e-16f;
    p = p * square + 2.00018790482477e-13f;
    p = p * square + -8.60467152213735e-11f;
    p = p * square + 5.12229709037114e-08f;
    p = p * square + 1.48572235717979e-05f;
    p = p * square + 6.37261928875436e-04f;
    p = p * square + 4.89352455891786e-03f;
    float q = 1.19825839466702e-06f;
    q = q * square + 1.18534705686654e-04f;
    q = q * square + 2.26843463243900e-03f;
    q = q * square + 4.89352518554385e-03f;
    return x * p / q;
}

// values = tanh(values).
NRNN_INLINE void tanh_chunk(chunk &values) {
    constexpr float limit = 7.90531110763549805f; // where the approximation reaches 1, and tanh is 3e-7 below it
    for (size_t i = 0; i < chunk_size; ++i) {
        const float x = values.values[i];
        const float above = x < -limit ? -limit : x;
        values.values[i] = above > limit ? limit : above;
    }
    for (size_t i = 0; i < chunk_size; ++i)
        values.values[i] = fast_tanh_in_range(values.values[i]);
}

} // namespace nrnn

// The upper half of a float's bits: its sign, its exponent and 8 significant bits.
#pragma once

#include <cstdint>
#include <cstring>

#include "core/multiversion.hpp"

namespace nrnn {

using bf16 = uint16_t;

// The nearest, ties to even; infinities stay, a NaN stays one.
NRNN_INLINE uint16_t bf16_of(float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    const uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
    const uint32_t quiet_nan = (bits >> 16) | 0x40u; // rounding could carry a NaN into an infinity
    return static_cast<uint16_t>((bits & 0x7fffffffu) > 0x7f800000u ? quiet_nan : rounded);
}

NRNN_INLINE float float_of_bits(uint32_t bits) {
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

NRNN_INLINE float float_of_bf16(uint16_t value) { return float_of_bits(static_cast<uint32_t>(value) << 16); }

} // namespace nrnn

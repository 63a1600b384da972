#include "core/conversion.hpp"

#include <cmath>
#include <cstring>

#include "core/multiversion.hpp"

namespace nrnn {
namespace {

constexpr size_t block = 1 << 14; // large enough to pay for sharing out

NRNN_INLINE uint16_t bf16_of(float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    const uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
    const uint32_t quiet_nan = (bits >> 16) | 0x40u; // rounding could carry a NaN into an infinity
    return static_cast<uint16_t>((bits & 0x7fffffffu) > 0x7f800000u ? quiet_nan : rounded);
}

NRNN_MULTIVERSION void narrow(const float *from, size_t count, uint16_t *to) {
    for (size_t i = 0; i < count; ++i)
        to[i] = bf16_of(from[i]);
}

NRNN_MULTIVERSION void widen(const uint16_t *from, size_t count, float *to) {
    for (size_t i = 0; i < count; ++i) {
        const uint32_t bits = static_cast<uint32_t>(from[i]) << 16;
        std::memcpy(to + i, &bits, sizeof bits);
    }
}

NRNN_MULTIVERSION void quantise(const float *from, size_t count, float scale, float shift, uint8_t *to) {
    for (size_t i = 0; i < count; ++i) {
        float value = from[i] * scale + shift;
        value = value > 0.0f ? value : 0.0f; // NaN becomes 0
        value = value < 255.0f ? value : 255.0f;
        to[i] = static_cast<uint8_t>(static_cast<int32_t>(value + 0.5f));
    }
}

} // namespace

void floats_to_bf16(session &session, const float *from, size_t count, uint16_t *to) {
    session.for_blocks(count, block, [&](size_t begin, size_t end) { narrow(from + begin, end - begin, to + begin); });
}

void bf16_to_floats(session &session, const uint16_t *from, size_t count, float *to) {
    session.for_blocks(count, block, [&](size_t begin, size_t end) { widen(from + begin, end - begin, to + begin); });
}

void floats_to_u8(session &session, const float *from, size_t count, const quantisation &with, uint8_t *to) {
    session.for_blocks(count, block, [&](size_t begin, size_t end) {
        quantise(from + begin, end - begin, with.scale, with.shift, to + begin);
    });
}

} // namespace nrnn

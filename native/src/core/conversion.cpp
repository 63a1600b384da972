#include "core/conversion.hpp"

#include "core/bf16.hpp"

namespace nrnn {
namespace {

constexpr size_t block = 1 << 14; // large enough to pay for sharing out

NRNN_MULTIVERSION void narrow(const float *from, size_t count, uint16_t *to) {
    for (size_t i = 0; i < count; ++i)
        to[i] = bf16_of(from[i]);
}

NRNN_MULTIVERSION void widen(const uint16_t *from, size_t count, float *to) {
    for (size_t i = 0; i < count; ++i)
        to[i] = float_of_bf16(from[i]);
}

NRNN_MULTIVERSION void round(const float *from, size_t count, float *to) {
    for (size_t i = 0; i < count; ++i)
        to[i] = float_of_bf16(bf16_of(from[i]));
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

void round_to_bf16(session &session, const float *from, size_t count, float *to) {
    session.for_blocks(count, block, [&](size_t begin, size_t end) { round(from + begin, end - begin, to + begin); });
}

void floats_to_u8(session &session, const float *from, size_t count, const quantisation &with, uint8_t *to) {
    session.for_blocks(count, block, [&](size_t begin, size_t end) {
        quantise(from + begin, end - begin, with.scale, with.shift, to + begin);
    });
}

} // namespace nrnn

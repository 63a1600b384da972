// Floats to what a primitive computes with, and back. All memory is dense; blocks depend on the counts alone.
#pragma once

#include "core/quantisation.hpp"

namespace nrnn {

// To bf16: the nearest, ties to even; infinities stay, a NaN stays one.
void floats_to_bf16(session &session, const float *from, size_t count, uint16_t *to);
void bf16_to_floats(session &session, const uint16_t *from, size_t count, float *to);
// To the floats that bf16 numbers stand for; from and to are the same or apart.
void round_to_bf16(session &session, const float *from, size_t count, float *to);
void floats_to_u8(session &session, const float *from, size_t count, const quantisation &with, uint8_t *to);

} // namespace nrnn

// 8-bit numbers: activations by one scale and shift, weights by a scale per output unit.
#pragma once

#include "core/session.hpp"

namespace nrnn {

// u8 = round(value * scale + shift), clamped: an activation as int8 products take it.
struct quantisation {
    float scale = 1;
    float shift = 0;

    // As part of a plan's key.
    uint64_t bits() const;
};

// Throws NRNN_INVALID_ARGUMENT unless scale and shift are of use and weights have a version to be kept by.
void require_quantisation(const quantisation &with, uint64_t weights_version);

constexpr float largest_weight = 127; // of an 8-bit weight; -128 is not used

// largest[j] = max(largest[j], |values[r, j]|) over the rows of a matrix.
void raise_column_maxima(session &session, const float *values, size_t rows, size_t columns, float *largest);
// largest[r] = max of |values[r, j]|.
void row_maxima(session &session, const float *values, size_t rows, size_t columns, float *largest);

// What to multiply weights with, in place of their largest magnitudes; 1 for weights of 0.
void magnitudes_to_scales(float *magnitudes, size_t count);

} // namespace nrnn

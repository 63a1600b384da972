#include "core/quantisation.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/multiversion.hpp"

namespace nrnn {
namespace {

constexpr size_t columns_at_once = 256;

NRNN_MULTIVERSION void raise(const float *values, size_t rows, size_t stride, size_t columns, float *largest) {
    for (size_t row = 0; row < rows; ++row)
        for (size_t j = 0; j < columns; ++j) {
            const float magnitude = std::fabs(values[row * stride + j]);
            largest[j] = magnitude > largest[j] ? magnitude : largest[j];
        }
}

uint64_t bits_of(float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

} // namespace

uint64_t quantisation::bits() const { return bits_of(scale) << 32 | bits_of(shift); }

void require_quantisation(const quantisation &with, uint64_t weights_version) {
    require(std::isfinite(with.scale) && with.scale > 0, "int8 needs a scale above 0: calibrate the model first");
    require(with.shift >= 0 && with.shift <= 255 && with.shift == std::floor(with.shift),
            "int8 needs a whole number from 0 to 255 as shift");
    require(weights_version != 0, "int8 needs a weights_version other than 0, since weights are kept by it");
}

void raise_column_maxima(session &session, const float *values, size_t rows, size_t columns, float *largest) {
    session.for_blocks(columns, columns_at_once, [&](size_t begin, size_t end) {
        raise(values + begin, rows, columns, end - begin, largest + begin);
    });
}

void row_maxima(session &session, const float *values, size_t rows, size_t columns, float *largest) {
    session.for_blocks(rows, columns_at_once, [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row) {
            float most = 0;
            for (size_t j = 0; j < columns; ++j)
                most = std::max(most, std::fabs(values[row * columns + j]));
            largest[row] = most;
        }
    });
}

void magnitudes_to_scales(float *magnitudes, size_t count) {
    for (size_t i = 0; i < count; ++i)
        magnitudes[i] = magnitudes[i] > 0 ? largest_weight / magnitudes[i] : 1;
}

} // namespace nrnn

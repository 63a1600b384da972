#include "recurrent/packing.hpp"

#include <cstring>

namespace nrnn {
namespace {

constexpr size_t block_floats = 1 << 14; // small enough to share out, large enough to pay for it

} // namespace

template <class Body>
void packing::for_steps(size_t steps, size_t width, Body &&body) const {
    const size_t floats = segments_.batch() * width;
    const size_t grain = floats < block_floats ? block_floats / floats : 1;
    session_.for_blocks(steps, grain, [&](size_t begin, size_t end) {
        for (size_t step = begin; step < end; ++step)
            body(step);
    });
}

void packing::pack(const padded_rows<const float> &from, float *packed) const {
    for_steps(segments_.longest(), from.width, [&](size_t step) {
        float *to = packed + segments_.token(step, 0) * from.width;
        const size_t rows = segments_.rows_at(step);
        for (size_t rank = 0; rank < rows; ++rank, to += from.width) {
            const size_t row = segments_.row(rank);
            const size_t source = turned(row, step) * segments_.batch() + row;
            std::memcpy(to, from.data + source * from.stride, from.width * sizeof(float));
        }
    });
}

void packing::unpack(const float *packed, const padded_rows<float> &to) const {
    for_steps(segments_.steps(), to.width, [&](size_t step) {
        for (size_t row = 0; row < segments_.batch(); ++row) {
            float *target = to.data + (step * segments_.batch() + row) * to.stride;
            if (step >= segments_.length(row)) {
                std::memset(target, 0, to.width * sizeof(float));
                continue;
            }
            const size_t token = segments_.token(turned(row, step), segments_.rank(row));
            std::memcpy(target, packed + token * to.width, to.width * sizeof(float));
        }
    });
}

void packing::add_unpacked(const float *packed, const padded_rows<float> &to) const {
    for_steps(segments_.longest(), to.width, [&](size_t step) {
        const size_t rows = segments_.rows_at(step);
        const float *source = packed + segments_.token(step, 0) * to.width;
        for (size_t rank = 0; rank < rows; ++rank, source += to.width) {
            const size_t row = segments_.row(rank);
            float *target = to.data + (turned(row, step) * segments_.batch() + row) * to.stride;
            for (size_t i = 0; i < to.width; ++i)
                target[i] += source[i];
        }
    });
}

} // namespace nrnn

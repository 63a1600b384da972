#include "ops/fold_columns.hpp"

#include "core/multiversion.hpp"
#include "ops/shape.hpp"

namespace nrnn {
namespace {

struct sizes {
    size_t whole; // R * K * W
    size_t folded;
    size_t row; // K * W
};

sizes validated(const nrnn_fold_shape &shape) {
    require(shape.rows > 0 && shape.width > 0 && shape.parts > 0, "nrnn_fold_shape's sizes must be at least 1");
    const size_t row = area(shape.parts, shape.width);
    return {area(shape.rows, row), area(shape.rows, shape.width), row};
}

NRNN_MULTIVERSION void sum_parts(const float *parts, size_t width, size_t count, float *sum) {
    std::copy_n(parts, width, sum);
    for (size_t part = 1; part < count; ++part)
        for (size_t j = 0; j < width; ++j)
            sum[j] += parts[part * width + j];
}

} // namespace

void fold_columns(session &session, const nrnn_fold_shape &shape, const nrnn_tensor &input, const nrnn_tensor &output) {
    const sizes count = validated(shape);
    const float *from = floats_of(input, count.whole, "input"); // [R, K, W]
    float *to = floats_of(output, count.folded, "output");      // [R, W]
    require(!overlap(from, count.whole, to, count.folded), "input and output must not overlap");
    to = session.writable(to, count.folded);
    from = session.readable(from, count.whole);
    session.for_blocks(shape.rows, rows_per_block(count.row), [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row)
            sum_parts(from + row * count.row, shape.width, shape.parts, to + row * shape.width);
    });
}

void repeat_columns(session &session, const nrnn_fold_shape &shape, const nrnn_tensor &output_gradient,
                    const nrnn_tensor &input_gradient) {
    const sizes count = validated(shape);
    const float *from = floats_of(output_gradient, count.folded, "output_gradient"); // [R, W]
    float *to = floats_of(input_gradient, count.whole, "input_gradient");            // [R, K, W]
    require(!overlap(from, count.folded, to, count.whole), "output_gradient and input_gradient must not overlap");
    to = session.writable(to, count.whole);
    from = session.readable(from, count.folded);
    session.for_blocks(shape.rows, rows_per_block(count.row), [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row)
            for (size_t part = 0; part < shape.parts; ++part)
                std::copy_n(from + row * shape.width, shape.width, to + row * count.row + part * shape.width);
    });
}

} // namespace nrnn

#include "ops/concat_rows.hpp"

#include "core/multiversion.hpp"
#include "ops/shape.hpp"

namespace nrnn {
namespace {

struct sizes {
    size_t left;
    size_t right;
    size_t output;
    size_t width;
};

sizes validated(const nrnn_concat_shape &shape) {
    require(shape.rows > 0 && shape.left_width > 0 && shape.right_rows > 0 && shape.right_width > 0,
            "nrnn_concat_shape's sizes must be at least 1");
    if (shape.index != nullptr)
        require_ids(shape.index, shape.rows, shape.right_rows, "index");
    require(shape.left_width <= std::numeric_limits<size_t>::max() - shape.right_width,
            "the shape's sizes are too large");
    const size_t width = shape.left_width + shape.right_width;
    return {area(shape.rows, shape.left_width), area(shape.right_rows, shape.right_width), area(shape.rows, width),
            width};
}

// target = the sum of `count` rows, a stride apart.
NRNN_MULTIVERSION void sum_rows(const float *source, size_t stride, size_t count, float *target, size_t width) {
    std::copy_n(source, width, target);
    for (size_t i = 1; i < count; ++i)
        for (size_t j = 0; j < width; ++j)
            target[j] += source[i * stride + j];
}

} // namespace

void concat_rows(session &session, const nrnn_concat_shape &shape, const nrnn_tensor &left, const nrnn_tensor &right,
                 const nrnn_tensor &output) {
    const sizes count = validated(shape);
    const float *a = floats_of(left, count.left, "left");    // [R, A]
    const float *b = floats_of(right, count.right, "right"); // [Q, B]
    float *to = floats_of(output, count.output, "output");   // [R, A + B]
    require(!overlap(a, count.left, to, count.output) && !overlap(b, count.right, to, count.output),
            "output must not overlap left or right");
    to = session.writable(to, count.output);
    a = session.readable(a, count.left);
    b = session.readable(b, count.right);
    session.for_blocks(shape.rows, rows_per_block(count.width), [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row) {
            const size_t chosen = shape.index != nullptr ? shape.index[row] : row % shape.right_rows;
            float *target = std::copy_n(a + row * shape.left_width, shape.left_width, to + row * count.width);
            std::copy_n(b + chosen * shape.right_width, shape.right_width, target);
        }
    });
}

void concat_rows_backward(session &session, const nrnn_concat_shape &shape, const nrnn_tensor &output_gradient,
                          const nrnn_tensor &left_gradient, const nrnn_tensor &right_gradient) {
    const sizes count = validated(shape);
    if (shape.index != nullptr)
        throw error(NRNN_UNSUPPORTED, "rows that were concatenated by an index have no backward pass");
    const float *from = floats_of(output_gradient, count.output, "output_gradient"); // [R, A + B]
    float *da = optional_floats_of(left_gradient, count.left, "left_gradient");      // [R, A]
    float *db = optional_floats_of(right_gradient, count.right, "right_gradient");   // [Q, B]
    da = session.writable(da, count.left);
    db = session.writable(db, count.right);
    from = session.readable(from, count.output);
    if (da != nullptr)
        session.for_blocks(shape.rows, rows_per_block(count.width), [&](size_t begin, size_t end) {
            for (size_t row = begin; row < end; ++row)
                std::copy_n(from + row * count.width, shape.left_width, da + row * shape.left_width);
        });
    if (db == nullptr)
        return;
    const size_t repeats = (shape.rows + shape.right_rows - 1) / shape.right_rows;
    session.for_blocks(shape.right_rows, rows_per_block(area(repeats, count.width)), [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row) {
            float *target = db + row * shape.right_width;
            if (row >= shape.rows) // no row took it
                std::fill_n(target, shape.right_width, 0.0f);
            else
                sum_rows(from + row * count.width + shape.left_width, shape.right_rows * count.width,
                         (shape.rows - row - 1) / shape.right_rows + 1, target, shape.right_width);
        }
    });
}

} // namespace nrnn

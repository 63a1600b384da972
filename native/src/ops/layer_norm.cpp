#include "ops/layer_norm.hpp"

#include "core/fast_math.hpp"
#include "ops/shape.hpp"

#include <cmath>

namespace nrnn {
namespace {

struct row_statistics {
    float mean;
    float scale; // 1 / sqrt(variance + epsilon)
};

// The mean first: in one pass, the difference of two large sums would be left of a row far from zero.
NRNN_INLINE row_statistics statistics_of(const float *row, size_t width, float epsilon) {
    float sums[chunk_size] = {};
    chunk now;
    for (size_t i = 0; i < width; i += chunk_size) {
        load_chunk(now, row + i, width - i, 0);
        for (size_t j = 0; j < chunk_size; ++j)
            sums[j] += now.values[j];
    }
    const float mean = sum_lanes(sums) / static_cast<float>(width);
    float squares[chunk_size] = {};
    for (size_t i = 0; i < width; i += chunk_size) {
        load_chunk(now, row + i, width - i, mean);
        for (size_t j = 0; j < chunk_size; ++j)
            squares[j] += (now.values[j] - mean) * (now.values[j] - mean);
    }
    const float variance = sum_lanes(squares) / static_cast<float>(width);
    return {mean, 1.0f / std::sqrt(variance + epsilon)};
}

NRNN_MULTIVERSION row_statistics normalise_row(const float *input, const float *gain, const float *shift, size_t width,
                                               float epsilon, float *output) {
    const row_statistics row = statistics_of(input, width, epsilon);
    for (size_t i = 0; i < width; ++i)
        output[i] = (input[i] - row.mean) * row.scale * gain[i] + shift[i];
    return row;
}

// With g = output_gradient * gain and n the normalised row: (g - mean(g) - n * mean(g * n)) * scale.
NRNN_MULTIVERSION void row_gradient(const float *input, const float *gain, row_statistics row, size_t width,
                                    const float *output_gradient, float *input_gradient) {
    float sums[chunk_size] = {};
    float products[chunk_size] = {};
    chunk x, g, dy;
    for (size_t i = 0; i < width; i += chunk_size) {
        load_chunk(x, input + i, width - i, 0);
        load_chunk(g, gain + i, width - i, 0);
        load_chunk(dy, output_gradient + i, width - i, 0);
        for (size_t j = 0; j < chunk_size; ++j) {
            const float gradient = dy.values[j] * g.values[j];
            sums[j] += gradient;
            products[j] += gradient * (x.values[j] - row.mean) * row.scale;
        }
    }
    const float mean = sum_lanes(sums) / static_cast<float>(width);
    const float slope = sum_lanes(products) / static_cast<float>(width);
    for (size_t i = 0; i < width; ++i)
        input_gradient[i] =
            (output_gradient[i] * gain[i] - mean - (input[i] - row.mean) * row.scale * slope) * row.scale;
}

struct columns {
    size_t begin;
    size_t end;
};

NRNN_MULTIVERSION void add_parameter_gradients(const nrnn_layer_norm_shape &shape, columns slice, const float *input,
                                               const float *statistics, const float *output_gradient,
                                               float *gain_gradient, float *shift_gradient) {
    for (size_t row = 0; row < shape.rows; ++row) {
        const float *x = input + row * shape.width;
        const float *dy = output_gradient + row * shape.width;
        const float mean = statistics[2 * row];
        const float scale = statistics[2 * row + 1];
        for (size_t j = slice.begin; j < slice.end; ++j) {
            gain_gradient[j] += dy[j] * (x[j] - mean) * scale;
            shift_gradient[j] += dy[j];
        }
    }
}

void validate(const nrnn_layer_norm_shape &shape) {
    require(shape.rows > 0 && shape.width > 0, "nrnn_layer_norm_shape's rows and width must be at least 1");
    require(std::isfinite(shape.epsilon) && shape.epsilon > 0,
            "nrnn_layer_norm_shape.epsilon must be finite and above 0");
}

} // namespace

void layer_norm_forward(session &session, const nrnn_layer_norm_shape &shape, const nrnn_tensor &input,
                        const nrnn_tensor &gain, const nrnn_tensor &shift, const nrnn_tensor &output,
                        const nrnn_tensor &statistics) {
    validate(shape);
    const size_t width = shape.width;
    const size_t count = area(shape.rows, width);
    const float *x = floats_of(input, count, "input");                               // [R, W]
    const float *scales = floats_of(gain, width, "gain");                            // [W]
    const float *shifts = floats_of(shift, width, "shift");                          // [W]
    float *y = floats_of(output, count, "output");                                   // [R, W]
    float *kept = optional_floats_of(statistics, area(shape.rows, 2), "statistics"); // [R, 2]
    require_no_partial_overlap(x, y, count, "output must be the input's own view or must not overlap it");
    y = session.writable(y, count);
    kept = session.writable(kept, area(shape.rows, 2));
    x = session.readable(x, count);
    scales = session.readable(scales, width);
    shifts = session.readable(shifts, width);
    session.for_blocks(shape.rows, rows_per_block(width), [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row) {
            const row_statistics found =
                normalise_row(x + row * width, scales, shifts, width, shape.epsilon, y + row * width);
            if (kept != nullptr) {
                kept[2 * row] = found.mean;
                kept[2 * row + 1] = found.scale;
            }
        }
    });
}

void layer_norm_backward(session &session, const nrnn_layer_norm_shape &shape, const nrnn_tensor &input,
                         const nrnn_tensor &gain, const nrnn_tensor &statistics, const nrnn_tensor &output_gradient,
                         const layer_norm_gradients &gradients) {
    validate(shape);
    const size_t width = shape.width;
    const size_t count = area(shape.rows, width);
    const float *x = floats_of(input, count, "input");                            // [R, W]
    const float *scales = floats_of(gain, width, "gain");                         // [W]
    const float *kept = floats_of(statistics, area(shape.rows, 2), "statistics"); // [R, 2]
    const float *dy = floats_of(output_gradient, count, "output_gradient");       // [R, W]
    float *dx = optional_floats_of(gradients.input, count, "input_gradient");     // [R, W]
    float *gain_gradient = floats_of(gradients.gain, width, "gain_gradient");     // [W]
    float *shift_gradient = floats_of(gradients.shift, width, "shift_gradient");  // [W]
    if (dx != nullptr)
        require_no_partial_overlap(dy, dx, count,
                                   "input_gradient must be the output gradient's own view or must not overlap it");
    dx = session.writable(dx, count);
    gain_gradient = session.writable(gain_gradient, width);
    shift_gradient = session.writable(shift_gradient, width);
    x = session.readable(x, count);
    scales = session.readable(scales, width);
    kept = session.readable(kept, area(shape.rows, 2));
    dy = session.readable(dy, count);
    // Before the input's gradient, which may replace the output's.
    session.for_blocks(width, columns_per_slice(shape.rows), [&](size_t begin, size_t end) {
        add_parameter_gradients(shape, {begin, end}, x, kept, dy, gain_gradient, shift_gradient);
    });
    if (dx == nullptr)
        return;
    session.for_blocks(shape.rows, rows_per_block(width), [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row)
            row_gradient(x + row * width, scales, {kept[2 * row], kept[2 * row + 1]}, width, dy + row * width,
                         dx + row * width);
    });
}

} // namespace nrnn

#include "ops/activation.hpp"

#include "core/fast_math.hpp"
#include "ops/shape.hpp"

namespace nrnn {
namespace {

NRNN_MULTIVERSION void tanh_block(const float *input, float *output, size_t count) {
    chunk now;
    for (size_t i = 0; i < count; i += chunk_size) {
        load_chunk(now, input + i, count - i, 0);
        tanh_chunk(now);
        store_chunk(output + i, now, count - i);
    }
}

NRNN_MULTIVERSION void tanh_backward_block(const float *output, const float *output_gradient, float *input_gradient,
                                           size_t count) {
    for (size_t i = 0; i < count; ++i)
        input_gradient[i] = output_gradient[i] * (1 - output[i] * output[i]);
}

} // namespace

void tanh_forward(session &session, const nrnn_tensor &input, const nrnn_tensor &output) {
    const float *x = floats_of(input, input.count, "input");
    float *y = floats_of(output, input.count, "output");
    require_no_partial_overlap(x, y, input.count, "output must be the input's own view or must not overlap it");
    y = session.writable(y, input.count);
    x = session.readable(x, input.count);
    session.for_blocks(input.count, block_size,
                       [&](size_t begin, size_t end) { tanh_block(x + begin, y + begin, end - begin); });
}

void tanh_backward(session &session, const nrnn_tensor &output, const nrnn_tensor &output_gradient,
                   const nrnn_tensor &input_gradient) {
    const size_t count = output.count;
    const float *y = floats_of(output, count, "output");
    const float *dy = floats_of(output_gradient, count, "output_gradient");
    float *dx = floats_of(input_gradient, count, "input_gradient");
    constexpr const char *message = "input_gradient must be another argument's own view or must not overlap it";
    require_no_partial_overlap(y, dx, count, message);
    require_no_partial_overlap(dy, dx, count, message);
    dx = session.writable(dx, count);
    dy = session.readable(dy, count);
    y = session.readable(y, count);
    session.for_blocks(count, block_size, [&](size_t begin, size_t end) {
        tanh_backward_block(y + begin, dy + begin, dx + begin, end - begin);
    });
}

} // namespace nrnn

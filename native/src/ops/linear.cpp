#include "ops/linear.hpp"

#include "ops/column_sums.hpp"
#include "ops/linear_plan.hpp"
#include "ops/shape.hpp"

namespace nrnn {
namespace {

// Multiplications that take no longer than handing half of them over: a microsecond for one row, less for more rows.
constexpr size_t small_product = size_t{1} << 16;

void multiply(session &session, const nrnn_linear_shape &shape, execution &product, const float *left,
              const void *right, float *result) {
    const run_alone scope(area(area(shape.rows, shape.inputs), shape.outputs) <= small_product);
    product.bind(DNNL_ARG_SRC, left);
    product.bind(DNNL_ARG_WEIGHTS, right);
    product.bind(DNNL_ARG_DST, result);
    product.run(session);
}

void validate(const nrnn_linear_shape &shape) {
    require(shape.rows > 0 && shape.inputs > 0 && shape.outputs > 0, "nrnn_linear_shape's sizes must be at least 1");
    require(shape.transposed == 0 || shape.transposed == 1, "nrnn_linear_shape.transposed must be 0 or 1");
    require(shape.precision >= NRNN_PRECISION_F32 && shape.precision <= NRNN_PRECISION_INT8,
            "nrnn_linear_shape.precision is none of the nrnn_precision values");
    if (shape.precision == NRNN_PRECISION_INT8)
        require_quantisation({shape.input_scale, shape.input_shift}, shape.weights_version);
}

void validate_backward(const nrnn_linear_shape &shape) {
    validate(shape);
    if (shape.precision == NRNN_PRECISION_INT8)
        throw error(NRNN_UNSUPPORTED, "int8 is for inference: train in f32 or bf16");
}

linear_weights &packed_of(const nrnn_linear_shape &shape) {
    linear_weights &packed = unwrap(shape.packed, "nrnn_linear_shape.packed is needed in other precisions than f32");
    require(packed.sizes.inputs == shape.inputs && packed.sizes.outputs == shape.outputs &&
                packed.sizes.transposed == shape.transposed,
            "nrnn_linear_shape.packed was made for other sizes");
    return packed;
}

// The weights as a prepared product reads them.
const void *weights_for(session &session, const nrnn_linear_shape &shape, linear_plan &plan,
                        packed_weights linear_weights::*side, const float *plain) {
    if (shape.precision == NRNN_PRECISION_F32)
        return plain;
    if (shape.precision == NRNN_PRECISION_INT8) {
        const auto quantised = packed_of(shape).quantised.get(session, plan.weights, plain, shape.weights_version);
        plan.product.bind(argument_of_weight_scales, quantised.inverse_scales);
        return quantised.weights;
    }
    return (packed_of(shape).*side).get(session, plan.weights, plain, shape.weights_version);
}

} // namespace

void linear_forward(session &session, const nrnn_linear_shape &shape, const nrnn_tensor &input,
                    const nrnn_tensor &weights, const nrnn_tensor &bias, const nrnn_tensor &output) {
    validate(shape);
    const float *x = floats_of(input, area(shape.rows, shape.inputs), "input");        // [M, I]
    const float *w = floats_of(weights, area(shape.inputs, shape.outputs), "weights"); // [I, O] or [O, I]
    const float *b = optional_floats_of(bias, shape.outputs, "bias");                  // [O]
    float *y = floats_of(output, area(shape.rows, shape.outputs), "output");           // [M, O]
    linear_plan &plan = prepared(session, b != nullptr ? forward_bias_plan : forward_plan, shape);
    if (b != nullptr)
        plan.product.bind(DNNL_ARG_BIAS, b);
    multiply(session, shape, plan.product, x, weights_for(session, shape, plan, &linear_weights::forward, w), y);
}

void linear_backward_input(session &session, const nrnn_linear_shape &shape, const nrnn_tensor &output_gradient,
                           const nrnn_tensor &weights, const nrnn_tensor &input_gradient) {
    validate_backward(shape);
    const float *dy = floats_of(output_gradient, area(shape.rows, shape.outputs), "output_gradient"); // [M, O]
    const float *w = floats_of(weights, area(shape.inputs, shape.outputs), "weights");                // [I, O]
    float *dx = floats_of(input_gradient, area(shape.rows, shape.inputs), "input_gradient");          // [M, I]
    linear_plan &plan = prepared(session, backward_input_plan, shape);
    multiply(session, shape, plan.product, dy, weights_for(session, shape, plan, &linear_weights::turned, w), dx);
}

void linear_backward_weights(session &session, const nrnn_linear_shape &shape, const nrnn_tensor &input,
                             const nrnn_tensor &output_gradient, const nrnn_tensor &weights_gradient,
                             const nrnn_tensor &bias_gradient) {
    validate_backward(shape);
    const float *x = floats_of(input, area(shape.rows, shape.inputs), "input");                       // [M, I]
    const float *dy = floats_of(output_gradient, area(shape.rows, shape.outputs), "output_gradient"); // [M, O]
    float *dw = floats_of(weights_gradient, area(shape.inputs, shape.outputs), "weights_gradient");   // [I, O]
    float *db = optional_floats_of(bias_gradient, shape.outputs, "bias_gradient");                    // [O]
    const bool turned = shape.transposed != 0;
    const float *left = turned ? dy : x, *right = turned ? x : dy;
    if (shape.precision == NRNN_PRECISION_BF16)
        prepared_weight_gradient(session, shape).add(session, left, right, dw);
    else
        multiply(session, shape, prepared(session, backward_weights_plan, shape).product, left, right, dw);
    if (db == nullptr)
        return;
    db = session.writable(db, shape.outputs);
    dy = session.readable(dy, area(shape.rows, shape.outputs));
    add_column_sums(session, matrix_view<float>{dy, shape.rows, shape.outputs, shape.outputs}, db);
}

} // namespace nrnn

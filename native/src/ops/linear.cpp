#include "ops/linear.hpp"

#include "core/execution.hpp"
#include "core/multiversion.hpp"
#include "ops/shape.hpp"

namespace nrnn {
namespace {

using dims = dnnl::memory::dims;
using matrix = dnnl::memory::desc;

// The plans' owners: below first_layer_number, one for each way to call a matrix product.
enum linear_plan_kind : uint64_t { forward_plan = 1, forward_bias_plan, backward_input_plan, backward_weights_plan };

struct linear_plan final : plan {
    execution product;
};

matrix row_major(size_t rows, size_t columns) {
    return {dims{static_cast<dnnl_dim_t>(rows), static_cast<dnnl_dim_t>(columns)}, dnnl::memory::data_type::f32,
            dnnl::memory::format_tag::ab};
}

// The transpose of a row-major [columns, rows].
matrix transposed(size_t rows, size_t columns) {
    return {dims{static_cast<dnnl_dim_t>(rows), static_cast<dnnl_dim_t>(columns)}, dnnl::memory::data_type::f32,
            dnnl::memory::format_tag::ba};
}

std::unique_ptr<plan> make_plan(const engine &engine, const matrix &left, const matrix &right, const matrix &bias,
                                const matrix &product, const dnnl::primitive_attr &attributes) {
    engine.prepare_to_create_primitives();
    const dnnl::matmul::primitive_desc descriptor(engine.onednn(), left, right, bias, product, attributes);
    auto made = std::make_unique<linear_plan>();
    made->product = execution(descriptor, dnnl::matmul(descriptor));
    made->product.add_argument(DNNL_ARG_SRC, left);
    made->product.add_argument(DNNL_ARG_WEIGHTS, right);
    made->product.add_argument(DNNL_ARG_DST, product);
    if (!bias.is_zero())
        made->product.add_argument(DNNL_ARG_BIAS, bias);
    return made;
}

bool is_transposed(const nrnn_linear_shape &shape) { return shape.transposed != 0; }

// The weights as [I, O], whichever way they lie.
matrix weights_matrix(const nrnn_linear_shape &shape) {
    return is_transposed(shape) ? transposed(shape.inputs, shape.outputs) : row_major(shape.inputs, shape.outputs);
}

// The same as [O, I].
matrix weights_matrix_turned(const nrnn_linear_shape &shape) {
    return is_transposed(shape) ? row_major(shape.outputs, shape.inputs) : transposed(shape.outputs, shape.inputs);
}

template <class Factory>
execution &prepared(session &session, linear_plan_kind kind, const nrnn_linear_shape &shape, Factory &&factory) {
    const plan_key key{kind, {shape.rows, shape.inputs, shape.outputs, is_transposed(shape)}};
    return session.plans().get<linear_plan>(key, factory).product;
}

void multiply(session &session, execution &product, const float *left, const float *right, float *result) {
    product.bind(DNNL_ARG_SRC, left);
    product.bind(DNNL_ARG_WEIGHTS, right);
    product.bind(DNNL_ARG_DST, result);
    product.run(session);
}

void validate(const nrnn_linear_shape &shape) {
    require(shape.rows > 0 && shape.inputs > 0 && shape.outputs > 0, "nrnn_linear_shape's sizes must be at least 1");
    require(shape.transposed == 0 || shape.transposed == 1, "nrnn_linear_shape.transposed must be 0 or 1");
}

// Columns that one walk down the rows sums, in float64.
constexpr size_t summed_columns = 256;

NRNN_MULTIVERSION void add_column_sums(const float *from, size_t rows, size_t stride, size_t columns, float *to) {
    double sums[summed_columns] = {};
    for (size_t row = 0; row < rows; ++row)
        for (size_t j = 0; j < columns; ++j)
            sums[j] += from[row * stride + j];
    for (size_t j = 0; j < columns; ++j)
        to[j] += static_cast<float>(sums[j]);
}

} // namespace

void linear_forward(session &session, const nrnn_linear_shape &shape, const nrnn_tensor &input,
                    const nrnn_tensor &weights, const nrnn_tensor &bias, const nrnn_tensor &output) {
    validate(shape);
    const float *x = floats_of(input, area(shape.rows, shape.inputs), "input");        // [M, I]
    const float *w = floats_of(weights, area(shape.inputs, shape.outputs), "weights"); // [I, O] or [O, I]
    const float *b = optional_floats_of(bias, shape.outputs, "bias");                  // [O]
    float *y = floats_of(output, area(shape.rows, shape.outputs), "output");           // [M, O]
    auto &product = prepared(session, b != nullptr ? forward_bias_plan : forward_plan, shape, [&] {
        return make_plan(session.engine(), row_major(shape.rows, shape.inputs), weights_matrix(shape),
                         b != nullptr ? row_major(1, shape.outputs) : matrix(), row_major(shape.rows, shape.outputs),
                         user_scratchpad());
    });
    if (b != nullptr)
        product.bind(DNNL_ARG_BIAS, b);
    multiply(session, product, x, w, y);
}

void linear_backward_input(session &session, const nrnn_linear_shape &shape, const nrnn_tensor &output_gradient,
                           const nrnn_tensor &weights, const nrnn_tensor &input_gradient) {
    validate(shape);
    const float *dy = floats_of(output_gradient, area(shape.rows, shape.outputs), "output_gradient"); // [M, O]
    const float *w = floats_of(weights, area(shape.inputs, shape.outputs), "weights");                // [I, O]
    float *dx = floats_of(input_gradient, area(shape.rows, shape.inputs), "input_gradient");          // [M, I]
    auto &product = prepared(session, backward_input_plan, shape, [&] {
        return make_plan(session.engine(), row_major(shape.rows, shape.outputs), weights_matrix_turned(shape), matrix(),
                         row_major(shape.rows, shape.inputs), user_scratchpad());
    });
    multiply(session, product, dy, w, dx);
}

void linear_backward_weights(session &session, const nrnn_linear_shape &shape, const nrnn_tensor &input,
                             const nrnn_tensor &output_gradient, const nrnn_tensor &weights_gradient,
                             const nrnn_tensor &bias_gradient) {
    validate(shape);
    const float *x = floats_of(input, area(shape.rows, shape.inputs), "input");                       // [M, I]
    const float *dy = floats_of(output_gradient, area(shape.rows, shape.outputs), "output_gradient"); // [M, O]
    float *dw = floats_of(weights_gradient, area(shape.inputs, shape.outputs), "weights_gradient");   // [I, O]
    float *db = optional_floats_of(bias_gradient, shape.outputs, "bias_gradient");                    // [O]
    auto &product = prepared(session, backward_weights_plan, shape, [&] {
        dnnl::post_ops accumulate;
        accumulate.append_sum(1.0f);
        auto attributes = user_scratchpad();
        attributes.set_post_ops(accumulate);
        const size_t rows = is_transposed(shape) ? shape.outputs : shape.inputs;
        const size_t columns = is_transposed(shape) ? shape.inputs : shape.outputs;
        return make_plan(session.engine(), transposed(rows, shape.rows), row_major(shape.rows, columns), matrix(),
                         row_major(rows, columns), attributes);
    });
    multiply(session, product, is_transposed(shape) ? dy : x, is_transposed(shape) ? x : dy, dw);
    if (db == nullptr)
        return;
    session.for_blocks(shape.outputs, summed_columns, [&](size_t begin, size_t end) {
        add_column_sums(dy + begin, shape.rows, shape.outputs, end - begin, db + begin);
    });
}

} // namespace nrnn

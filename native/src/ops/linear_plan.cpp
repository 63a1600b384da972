#include "ops/linear_plan.hpp"

namespace nrnn {
namespace {

using matrix = dnnl::memory::desc;
using tag = dnnl::memory::format_tag;
using type = dnnl::memory::data_type;

matrix described(size_t rows, size_t columns, type value, tag layout) {
    return {{static_cast<dnnl_dim_t>(rows), static_cast<dnnl_dim_t>(columns)}, value, layout};
}

matrix row_major(size_t rows, size_t columns, type value = type::f32) {
    return described(rows, columns, value, tag::ab);
}

// The transpose of a row-major [columns, rows].
matrix transposed(size_t rows, size_t columns, type value = type::f32) {
    return described(rows, columns, value, tag::ba);
}

template <class Shape>
bool is_transposed(const Shape &shape) {
    return shape.transposed != 0;
}

// The weights as [I, O], whichever way they lie.
template <class Shape>
matrix weights_matrix(const Shape &shape) {
    return is_transposed(shape) ? transposed(shape.inputs, shape.outputs) : row_major(shape.inputs, shape.outputs);
}

// The same as [O, I].
template <class Shape>
matrix weights_matrix_turned(const Shape &shape) {
    return is_transposed(shape) ? row_major(shape.outputs, shape.inputs) : transposed(shape.outputs, shape.inputs);
}

type type_of(const nrnn_linear_shape &shape) { return shape.precision == NRNN_PRECISION_BF16 ? type::bf16 : type::f32; }

// What a product reads besides its left side: floats as they lie, or packed weights, whose layout oneDNN chooses.
struct right_side {
    matrix desc;
    bool is_packed;
};

right_side weights_side(const nrnn_linear_shape &shape, const matrix &plain) {
    if (shape.precision == NRNN_PRECISION_F32)
        return {plain, false};
    return {matrix(plain.get_dims(), type_of(shape), tag::any), true};
}

std::unique_ptr<linear_plan> make_plan(const engine &engine, const matrix &left, const right_side &right,
                                       const matrix &bias, const matrix &product,
                                       const dnnl::primitive_attr &attributes = user_scratchpad(),
                                       flow result = flow::out) {
    engine.prepare_to_create_primitives();
    const dnnl::matmul::primitive_desc descriptor(engine.onednn(), left, right.desc, bias, product, attributes);
    auto made = std::make_unique<linear_plan>();
    made->product = execution(descriptor, dnnl::matmul(descriptor));
    made->weights = descriptor.weights_desc();
    made->product.add_floats(DNNL_ARG_SRC, left, flow::in);
    if (right.is_packed)
        made->product.add_argument(DNNL_ARG_WEIGHTS, made->weights);
    else
        made->product.add_floats(DNNL_ARG_WEIGHTS, right.desc, flow::in);
    made->product.add_argument(DNNL_ARG_DST, product, result);
    if (!bias.is_zero())
        made->product.add_argument(DNNL_ARG_BIAS, bias);
    return made;
}

constexpr int argument_of_input_scale = DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC;
constexpr int argument_of_input_shift = DNNL_ARG_ATTR_ZERO_POINTS | DNNL_ARG_SRC;

dnnl::primitive_attr quantised_attributes() {
    auto attributes = user_scratchpad();
    attributes.set_scales_mask(DNNL_ARG_SRC, 0);
    attributes.set_scales_mask(DNNL_ARG_WEIGHTS, 1 << 1); // one for each output
    attributes.set_zero_points_mask(DNNL_ARG_SRC, 0);
    return attributes;
}

matrix numbers(size_t count, type value) {
    return {{static_cast<dnnl_dim_t>(count)}, value, dnnl::memory::format_tag::x};
}

std::unique_ptr<linear_plan> make_quantised(const engine &engine, const nrnn_linear_shape &shape, const matrix &bias) {
    const matrix input = row_major(shape.rows, shape.inputs, type::u8);
    const matrix weights = described(shape.inputs, shape.outputs, type::s8, tag::any);
    const matrix output = row_major(shape.rows, shape.outputs);
    engine.prepare_to_create_primitives();
    const dnnl::matmul::primitive_desc descriptor(engine.onednn(), input, weights, bias, output,
                                                  quantised_attributes());
    auto made = std::make_unique<linear_plan>();
    made->weights = descriptor.weights_desc();
    made->inverse_scale = 1 / shape.input_scale;
    made->shift = static_cast<int32_t>(shape.input_shift);
    execution &product = made->product = execution(descriptor, dnnl::matmul(descriptor));
    product.add_floats(DNNL_ARG_SRC, input, flow::in, {shape.input_scale, shape.input_shift});
    product.add_argument(DNNL_ARG_WEIGHTS, made->weights);
    product.add_argument(DNNL_ARG_DST, output, flow::out);
    if (!bias.is_zero())
        product.add_argument(DNNL_ARG_BIAS, bias);
    product.add_argument(argument_of_input_scale, numbers(1, type::f32));
    product.add_argument(argument_of_weight_scales, numbers(shape.outputs, type::f32));
    product.add_argument(argument_of_input_shift, numbers(1, type::s32));
    product.bind(argument_of_input_scale, &made->inverse_scale);
    product.bind(argument_of_input_shift, &made->shift);
    return made;
}

std::unique_ptr<linear_plan> make_forward(const engine &engine, const nrnn_linear_shape &shape, const matrix &bias) {
    if (shape.precision == NRNN_PRECISION_INT8)
        return make_quantised(engine, shape, bias);
    return make_plan(engine, row_major(shape.rows, shape.inputs, type_of(shape)),
                     weights_side(shape, weights_matrix(shape)), bias, row_major(shape.rows, shape.outputs));
}

std::unique_ptr<linear_plan> make_backward_input(const engine &engine, const nrnn_linear_shape &shape) {
    return make_plan(engine, row_major(shape.rows, shape.outputs, type_of(shape)),
                     weights_side(shape, weights_matrix_turned(shape)), matrix(), row_major(shape.rows, shape.inputs));
}

// dW [rows, columns] += left [M, rows], turned, times right [M, columns].
struct gradient_sides {
    size_t rows;
    size_t columns;
};

gradient_sides gradient_sides_of(const nrnn_linear_shape &shape) {
    return is_transposed(shape) ? gradient_sides{shape.outputs, shape.inputs}
                                : gradient_sides{shape.inputs, shape.outputs};
}

std::unique_ptr<linear_plan> make_backward_weights(const engine &engine, const nrnn_linear_shape &shape) {
    const gradient_sides of = gradient_sides_of(shape);
    return make_plan(engine, transposed(of.rows, shape.rows), {row_major(shape.rows, of.columns), false}, matrix(),
                     row_major(of.rows, of.columns), accumulating(), flow::update);
}

std::unique_ptr<linear_plan> make(const engine &engine, linear_plan_kind kind, const nrnn_linear_shape &shape) {
    engine.require_precision(shape.precision, "linear product");
    switch (kind) {
    case forward_plan:
        return make_forward(engine, shape, matrix());
    case forward_bias_plan:
        return make_forward(engine, shape, row_major(1, shape.outputs));
    case backward_input_plan:
        return make_backward_input(engine, shape);
    default:
        return make_backward_weights(engine, shape);
    }
}

const nrnn_linear_desc &checked_sizes(const nrnn_linear_desc &desc) {
    require(desc.inputs > 0 && desc.outputs > 0, "nrnn_linear_desc's sizes must be at least 1");
    require(desc.transposed == 0 || desc.transposed == 1, "nrnn_linear_desc.transposed must be 0 or 1");
    return desc;
}

} // namespace

linear_weights::linear_weights(engine &owner, const nrnn_linear_desc &desc)
    : sizes(checked_sizes(desc)), forward(owner, weights_matrix(desc)), turned(owner, weights_matrix_turned(desc)),
      quantised(owner, desc) {}

weight_gradient &prepared_weight_gradient(session &session, const nrnn_linear_shape &shape) {
    struct gradient_plan final : plan {
        gradient_plan(const engine &owner, const nrnn_linear_shape &shape, const gradient_sides &of)
            : product(owner, transposed(of.rows, shape.rows), row_major(shape.rows, of.columns),
                      row_major(of.rows, of.columns)) {}
        weight_gradient product;
    };
    const plan_key key{packed_backward_weights_plan,
                       {shape.rows, shape.inputs, shape.outputs, uint64_t{is_transposed(shape)}}};
    return session.plans()
        .get<gradient_plan>(key,
                            [&] {
                                session.engine().require_precision(shape.precision, "linear product");
                                return std::make_unique<gradient_plan>(session.engine(), shape,
                                                                       gradient_sides_of(shape));
                            })
        .product;
}

linear_plan &prepared(session &session, linear_plan_kind kind, const nrnn_linear_shape &shape) {
    const uint64_t form = static_cast<uint64_t>(shape.precision) << 1 | is_transposed(shape);
    const bool is_int8 = shape.precision == NRNN_PRECISION_INT8;
    const uint64_t activations = is_int8 ? quantisation{shape.input_scale, shape.input_shift}.bits() : 0;
    const plan_key key{kind, {shape.rows, shape.inputs, shape.outputs, form, activations}};
    return session.plans().get<linear_plan>(key, [&] { return make(session.engine(), kind, shape); });
}

} // namespace nrnn

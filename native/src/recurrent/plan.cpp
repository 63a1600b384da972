#include "recurrent/plan.hpp"

#include "core/processor.hpp"

namespace nrnn {
namespace {

using dims = dnnl::memory::dims;
using tag = dnnl::memory::format_tag;

using type = dnnl::memory::data_type;

dnnl::memory::desc f32(const dims &sizes, tag layout) { return dnnl::memory::desc(sizes, type::f32, layout); }

dnnl::memory::dim dim(size_t value) { return static_cast<dnnl::memory::dim>(value); }

dims weights_dims(const recurrent_sizes &s, size_t rows) {
    return {1, dim(s.directions), dim(rows), dim(s.gates), dim(s.hidden)};
}

dims projection_dims(const recurrent_sizes &s) { return {1, dim(s.directions), dim(s.hidden), dim(s.projected)}; }

// oneDNN chooses the layout of the weights it reads; gradients go straight into the parameters' own layout.
recurrent_descs describe(const recurrent_sizes &s, const nrnn_recurrent_shape &shape) {
    const auto value = shape.precision == NRNN_PRECISION_BF16 ? type::bf16 : type::f32;
    const auto weights = is_quantised(shape) ? type::s8 : value;
    const dims input{dim(shape.steps), dim(shape.batch), dim(s.inputs)};
    const dims output{dim(shape.steps), dim(shape.batch), dim(s.directions * s.outputs())};
    const dims state{1, dim(s.directions), dim(shape.batch), dim(s.outputs())};
    recurrent_descs d;
    d.src_layer = {input, is_quantised(shape) ? type::u8 : value, tag::tnc};
    d.src_iter = {state, value, tag::ldnc};
    d.cell_state = f32({1, dim(s.directions), dim(shape.batch), dim(s.hidden)}, tag::ldnc);
    d.weights_layer = {weights_dims(s, s.inputs), weights, tag::any};
    d.weights_iter = {weights_dims(s, s.outputs()), weights, tag::any};
    d.bias = f32({1, dim(s.directions), dim(s.bias_gates), dim(s.hidden)}, tag::ldgo);
    d.dst_layer = {output, value, tag::tnc};
    d.diff_src_layer = f32(input, tag::tnc);
    d.diff_iter = f32(state, tag::ldnc);
    d.diff_weights_layer = plain_weights_layer(s);
    d.diff_weights_iter = plain_weights_iter(s);
    d.diff_dst_layer = f32(output, tag::tnc);
    if (s.peepholes > 0)
        d.peephole = f32({1, dim(s.directions), dim(s.peepholes), dim(s.hidden)}, tag::ldgo);
    if (s.projected > 0)
        d.weights_projection = {projection_dims(s), weights, tag::any};
    d.diff_weights_projection = plain_weights_projection(s);
    return d;
}

struct role {
    int argument;
    flow direction;
    bool lstm_only;
};

// The backward pass reads again what the forward pass read, and what it wrote.
constexpr role value_roles[] = {
    {DNNL_ARG_SRC_LAYER, flow::in, false},  {DNNL_ARG_SRC_ITER, flow::in, false},
    {DNNL_ARG_SRC_ITER_C, flow::in, true},  {DNNL_ARG_BIAS, flow::in, false},
    {DNNL_ARG_DST_LAYER, flow::out, false}, {DNNL_ARG_DST_ITER, flow::out, false},
    {DNNL_ARG_DST_ITER_C, flow::out, true},
};
constexpr role gradient_roles[] = {
    {DNNL_ARG_DIFF_DST_LAYER, flow::in, false},         {DNNL_ARG_DIFF_DST_ITER, flow::in, false},
    {DNNL_ARG_DIFF_DST_ITER_C, flow::in, true},         {DNNL_ARG_DIFF_SRC_LAYER, flow::out, false},
    {DNNL_ARG_DIFF_SRC_ITER, flow::out, false},         {DNNL_ARG_DIFF_SRC_ITER_C, flow::out, true},
    {DNNL_ARG_DIFF_WEIGHTS_LAYER, flow::update, false}, {DNNL_ARG_DIFF_WEIGHTS_ITER, flow::update, false},
    {DNNL_ARG_DIFF_BIAS, flow::update, false},
};
constexpr role peephole_roles[] = {{DNNL_ARG_WEIGHTS_PEEPHOLE, flow::in, true}};
constexpr role peephole_gradient_roles[] = {{DNNL_ARG_DIFF_WEIGHTS_PEEPHOLE, flow::update, true}};
constexpr role projection_gradient_roles[] = {{DNNL_ARG_DIFF_WEIGHTS_PROJECTION, flow::update, true}};

dnnl::memory::desc argument_desc(const dnnl::primitive_desc_base &descriptor, int argument) {
    return descriptor.query_md(dnnl::query::exec_arg_md, argument);
}

struct bound_as {
    const recurrent_sizes &sizes;
    bool only_read; // whatever the role's direction: the backward pass reads what the forward pass wrote
    quantisation with;
};

template <size_t Count>
void add_arguments(recurrent_plan::pass &pass, const dnnl::primitive_desc_base &descriptor, const role (&roles)[Count],
                   const bound_as &how) {
    for (const role &r : roles)
        if (!r.lstm_only || how.sizes.states == 2)
            pass.run.add_floats(r.argument, argument_desc(descriptor, r.argument),
                                how.only_read ? flow::in : r.direction, how.with);
}

recurrent_plan::pass make_pass(const recurrent_primitive &made, const bound_as &how) {
    recurrent_plan::pass pass{execution(made.descriptor, made.primitive),
                              argument_desc(made.descriptor, DNNL_ARG_WEIGHTS_LAYER),
                              argument_desc(made.descriptor, DNNL_ARG_WEIGHTS_ITER),
                              argument_desc(made.descriptor, DNNL_ARG_WEIGHTS_PROJECTION)};
    pass.run.add_argument(DNNL_ARG_WEIGHTS_LAYER, pass.weights_layer);
    pass.run.add_argument(DNNL_ARG_WEIGHTS_ITER, pass.weights_iter);
    if (how.sizes.projected > 0)
        pass.run.add_argument(DNNL_ARG_WEIGHTS_PROJECTION, pass.weights_projection);
    if (how.sizes.peepholes > 0)
        add_arguments(pass, made.descriptor, peephole_roles, how);
    add_arguments(pass, made.descriptor, value_roles, how);
    return pass;
}

void add_gradients(recurrent_plan::pass &pass, const dnnl::primitive_desc_base &descriptor, const bound_as &how) {
    add_arguments(pass, descriptor, gradient_roles, how);
    if (how.sizes.peepholes > 0)
        add_arguments(pass, descriptor, peephole_gradient_roles, how);
    if (how.sizes.projected > 0)
        add_arguments(pass, descriptor, projection_gradient_roles, how);
}

// Bits of the dimensions [l, d, i, g, o] that have a scale each.
constexpr int scale_per_gate_and_unit = (1 << 3) | (1 << 4);

dnnl::primitive_attr attributes_of(const recurrent_sizes &sizes, const nrnn_recurrent_shape &shape,
                                   const float *scales) {
    auto attributes = user_scratchpad();
    if (is_quantised(shape)) {
        attributes.set_rnn_data_qparams(shape.value_scale, shape.value_shift);
        attributes.set_rnn_weights_qparams(scale_per_gate_and_unit,
                                           std::vector<float>(scales, scales + sizes.gates * sizes.hidden));
    }
    return attributes;
}

// oneDNN's float32 inference kernel loses against its training one when the recurrent weights leave the caches close to
// the core: LSTM 52 against 38 ms at 800 units, 207 against 138 at 1500 (35 steps, 20 rows, one thread); equal at 4
// MiB. The textbook GRU's does not. See docs/performance.md.
bool infers_by_training_pass(const engine &owner, const recurrent_cell &cell, const recurrent_sizes &sizes,
                             const nrnn_recurrent_shape &shape) {
    constexpr size_t close_bytes = size_t{8} << 20;
    return shape.training == 0 && shape.precision == NRNN_PRECISION_F32 && owner.device() == nullptr &&
           &cell != &gru_cell && sizes.of_one_direction().weights_iter() * sizeof(float) >= close_bytes;
}

std::string refusal(const recurrent_cell &cell, const nrnn_recurrent_shape &shape) {
    return std::string("oneDNN offers no ") + name_of_precision(shape.precision) + " for the " + cell.name +
           (shape.training ? " in training" : " in inference") + " on this processor (" + processor_isa() +
           "); use f32";
}

} // namespace

dnnl::memory::desc plain_weights_layer(const recurrent_sizes &sizes) {
    return f32(weights_dims(sizes, sizes.inputs), tag::ldigo);
}

dnnl::memory::desc plain_weights_iter(const recurrent_sizes &sizes) {
    return f32(weights_dims(sizes, sizes.outputs()), tag::ldigo);
}

dnnl::memory::desc plain_weights_projection(const recurrent_sizes &sizes) {
    return sizes.projected > 0 ? f32(projection_dims(sizes), tag::ldio) : dnnl::memory::desc();
}

plan_key recurrent_plan_key(uint64_t layer_number, const nrnn_recurrent_shape &shape, uint64_t variant) {
    const uint64_t kind = variant << 3 | static_cast<uint64_t>(shape.precision) << 1 | (shape.training != 0);
    plan_key key{layer_number, {shape.steps, shape.batch, kind}};
    if (is_quantised(shape)) {
        key.shape[3] = shape.weights_version;
        key.shape[4] = quantisation{shape.value_scale, shape.value_shift}.bits();
    }
    return key;
}

recurrent_plan::recurrent_plan(const engine &owner, const recurrent_cell &cell, const recurrent_sizes &sizes,
                               dnnl::rnn_direction direction, const nrnn_recurrent_shape &shape, const float *scales)
    : is_training(shape.training != 0), scales_weights(is_quantised(shape)),
      attributes(attributes_of(sizes, shape, scales)) {
    owner.prepare_to_create_primitives();
    try {
        create(owner, cell, sizes, direction, shape);
    } catch (const dnnl::error &failure) {
        if (failure.status != dnnl_unimplemented)
            throw;
        throw error(NRNN_UNSUPPORTED, refusal(cell, shape));
    }
}

void recurrent_plan::create(const engine &owner, const recurrent_cell &cell, const recurrent_sizes &sizes,
                            dnnl::rnn_direction direction, const nrnn_recurrent_shape &shape) {
    const bool keeps_workspace = shape.training != 0 || infers_by_training_pass(owner, cell, sizes, shape);
    const auto propagation = keeps_workspace ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference;
    const recurrent_spec spec{owner.onednn(), propagation, direction, describe(sizes, shape), attributes};
    const recurrent_primitive forward_primitive = cell.forward(spec);
    forward = make_pass(forward_primitive, {sizes, false, {shape.value_scale, shape.value_shift}});
    if (!keeps_workspace)
        return;
    const auto workspace = forward_primitive.descriptor.query_md(dnnl::query::workspace_md);
    workspace_bytes = workspace.get_size();
    forward.run.add_argument(DNNL_ARG_WORKSPACE, workspace, flow::out);
    if (!shape.training)
        return;
    const recurrent_primitive backward_primitive = cell.backward(spec, forward_primitive.descriptor);
    backward = make_pass(backward_primitive, {sizes, true, {}});
    backward.run.add_argument(DNNL_ARG_WORKSPACE, workspace);
    add_gradients(backward, backward_primitive.descriptor, {sizes, false, {}});
}

} // namespace nrnn

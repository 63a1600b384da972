#include "recurrent/plan.hpp"

namespace nrnn {
namespace {

using dims = dnnl::memory::dims;
using tag = dnnl::memory::format_tag;

dnnl::memory::desc f32(const dims &sizes, tag layout) {
    return dnnl::memory::desc(sizes, dnnl::memory::data_type::f32, layout);
}

dnnl::memory::dim dim(size_t value) { return static_cast<dnnl::memory::dim>(value); }

dims weights_dims(const recurrent_sizes &s, size_t rows) {
    return {1, dim(s.directions), dim(rows), dim(s.gates), dim(s.hidden)};
}

// oneDNN chooses the layout of the weights it reads; gradients go straight into the parameters' own layout.
recurrent_descs describe(const recurrent_sizes &s, const nrnn_recurrent_shape &shape) {
    const auto steps = dim(shape.steps), batch = dim(shape.batch);
    recurrent_descs d;
    d.src_layer = f32({steps, batch, dim(s.inputs)}, tag::tnc);
    d.src_iter = f32({1, dim(s.directions), batch, dim(s.hidden)}, tag::ldnc);
    d.weights_layer = f32(weights_dims(s, s.inputs), tag::any);
    d.weights_iter = f32(weights_dims(s, s.hidden), tag::any);
    d.bias = f32({1, dim(s.directions), dim(s.bias_gates), dim(s.hidden)}, tag::ldgo);
    d.dst_layer = f32({steps, batch, dim(s.directions * s.hidden)}, tag::tnc);
    d.diff_weights_layer = plain_weights_layer(s);
    d.diff_weights_iter = plain_weights_iter(s);
    return d;
}

struct role {
    int argument;
    bool lstm_only;
};

constexpr role forward_roles[] = {
    {DNNL_ARG_SRC_LAYER, false},     {DNNL_ARG_SRC_ITER, false},     {DNNL_ARG_SRC_ITER_C, true},
    {DNNL_ARG_WEIGHTS_LAYER, false}, {DNNL_ARG_WEIGHTS_ITER, false}, {DNNL_ARG_BIAS, false},
    {DNNL_ARG_DST_LAYER, false},     {DNNL_ARG_DST_ITER, false},     {DNNL_ARG_DST_ITER_C, true},
};
constexpr role gradient_roles[] = {
    {DNNL_ARG_DIFF_DST_LAYER, false},     {DNNL_ARG_DIFF_DST_ITER, false},     {DNNL_ARG_DIFF_DST_ITER_C, true},
    {DNNL_ARG_DIFF_SRC_LAYER, false},     {DNNL_ARG_DIFF_SRC_ITER, false},     {DNNL_ARG_DIFF_SRC_ITER_C, true},
    {DNNL_ARG_DIFF_WEIGHTS_LAYER, false}, {DNNL_ARG_DIFF_WEIGHTS_ITER, false}, {DNNL_ARG_DIFF_BIAS, false},
};

dnnl::memory::desc argument_desc(const dnnl::primitive_desc_base &descriptor, int argument) {
    return descriptor.query_md(dnnl::query::exec_arg_md, argument);
}

template <size_t Count>
void add_arguments(recurrent_plan::pass &pass, const dnnl::primitive_desc_base &descriptor, const role (&roles)[Count],
                   size_t states) {
    for (const role &r : roles)
        if (!r.lstm_only || states == 2)
            pass.run.add_argument(r.argument, argument_desc(descriptor, r.argument));
}

recurrent_plan::pass make_pass(const recurrent_primitive &made, size_t states) {
    recurrent_plan::pass pass{execution(made.descriptor, made.primitive),
                              argument_desc(made.descriptor, DNNL_ARG_WEIGHTS_LAYER),
                              argument_desc(made.descriptor, DNNL_ARG_WEIGHTS_ITER)};
    add_arguments(pass, made.descriptor, forward_roles, states);
    return pass;
}

} // namespace

dnnl::memory::desc plain_weights_layer(const recurrent_sizes &sizes) {
    return f32(weights_dims(sizes, sizes.inputs), tag::ldigo);
}

dnnl::memory::desc plain_weights_iter(const recurrent_sizes &sizes) {
    return f32(weights_dims(sizes, sizes.hidden), tag::ldigo);
}

recurrent_plan::recurrent_plan(const engine &owner, const recurrent_cell &cell, const recurrent_sizes &sizes,
                               dnnl::rnn_direction direction, const nrnn_recurrent_shape &shape) {
    owner.prepare_to_create_primitives();
    const auto propagation = shape.training ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference;
    const recurrent_spec spec{owner.onednn(), propagation, direction, describe(sizes, shape), user_scratchpad()};
    const recurrent_primitive forward_primitive = cell.forward(spec);
    forward = make_pass(forward_primitive, sizes.states);
    if (!shape.training)
        return;
    const auto workspace = forward_primitive.descriptor.query_md(dnnl::query::workspace_md);
    workspace_bytes = workspace.get_size();
    forward.run.add_argument(DNNL_ARG_WORKSPACE, workspace);
    const recurrent_primitive backward_primitive = cell.backward(spec, forward_primitive.descriptor);
    backward = make_pass(backward_primitive, sizes.states);
    backward.run.add_argument(DNNL_ARG_WORKSPACE, workspace);
    add_arguments(backward, backward_primitive.descriptor, gradient_roles, sizes.states);
}

} // namespace nrnn

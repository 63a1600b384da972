#include "recurrent/packed_sequence.hpp"

#include <algorithm>
#include <cstring>

namespace nrnn {
namespace {

constexpr size_t alignment = 16; // floats: a cache line
size_t aligned(size_t floats) { return (floats + alignment - 1) / alignment * alignment; }
size_t bytes_aligned(size_t bytes) { return aligned((bytes + sizeof(float) - 1) / sizeof(float)) * sizeof(float); }

// What no lengths of this shape exceed, so that scratch memory grows with the shape alone.
size_t most_tokens(const nrnn_recurrent_shape &shape) { return shape.steps * shape.batch; }

size_t tensor_floats(const recurrent_sizes &one, size_t tokens, size_t states) {
    return aligned(one.inputs * tokens) + aligned(one.outputs() * tokens) + aligned(one.state_width() * states);
}

recurrent_sizes one_direction(recurrent_sizes sizes) {
    sizes.directions = 1;
    return sizes;
}

// The plan of a layer that runs forward in any case is that without lengths.
enum plan_variant : uint64_t { as_the_layer = 0, one_pass_of_several = 1 };

} // namespace

struct packed_sequence::call {
    nrnn::session &session;
    const nrnn_recurrent_shape &shape;
    const float *weight_scales;
    sequence_segments segments;
    size_t *workspaces; // of each segment: where its workspace begins among its direction's
    float *scratch;
};

struct packed_sequence::direction_pass {
    size_t number;
    packed_states states;
    packing rows;
    layer_weights &weights;
};

packed_sequence::packed_sequence(engine &owner, const recurrent_cell &cell, const recurrent_sizes &sizes,
                                 int32_t direction, uint64_t layer_number, layer_weights &whole)
    : cell_(cell), sizes_(sizes), one_(one_direction(sizes)), direction_(direction), layer_number_(layer_number),
      whole_(whole) {
    if (sizes.directions == 2)
        for (auto &half : halves_)
            half = std::make_unique<layer_weights>(owner, one_);
}

// All that a call needs for itself lies in one piece: indices, then packed tensors.
packed_sequence::call packed_sequence::open(session &session, const nrnn_recurrent_shape &shape,
                                            const float *weight_scales) const {
    const size_t indices = bytes_aligned(sequence_segments::memory_bytes(shape.steps, shape.batch));
    const size_t offsets = bytes_aligned(shape.steps * sizeof(size_t));
    const size_t tokens = most_tokens(shape);
    const size_t floats = tensor_floats(one_, tokens, tokens + shape.batch);
    char *memory = static_cast<char *>(session.workspace(indices + offsets + floats * sizeof(float)));
    return {session,
            shape,
            weight_scales,
            sequence_segments(shape.lengths, shape.steps, shape.batch, memory),
            reinterpret_cast<size_t *>(memory + indices),
            reinterpret_cast<float *>(memory + indices + offsets)};
}

recurrent_plan &packed_sequence::plan_for(const call &c, size_t index) const {
    nrnn_recurrent_shape part = c.shape;
    part.steps = c.segments[index].steps;
    part.batch = c.segments[index].rows;
    const plan_variant variant = direction_ == NRNN_DIRECTION_FORWARD ? as_the_layer : one_pass_of_several;
    return c.session.plans().get<recurrent_plan>(recurrent_plan_key(layer_number_, part, variant), [&] {
        return std::make_unique<recurrent_plan>(c.session.engine(), cell_, one_,
                                                dnnl::rnn_direction::unidirectional_left2right, part, c.weight_scales);
    });
}

// Returns the floats of one direction's workspaces.
size_t packed_sequence::place_workspaces(call &c) const {
    size_t floats = 0;
    for (size_t i = 0; i < c.segments.count(); ++i) {
        c.workspaces[i] = floats;
        floats += aligned(plan_for(c, i).workspace_floats());
    }
    return floats;
}

packed_sequence::tensors packed_sequence::divide(const call &c, float *memory) const {
    tensors parts;
    parts.input = memory;
    parts.output = parts.input + aligned(one_.inputs * c.segments.tokens());
    parts.states = parts.output + aligned(one_.outputs() * c.segments.tokens());
    parts.workspaces = parts.states + aligned(one_.state_width() * c.segments.states());
    return parts;
}

packed_sequence::direction_pass packed_sequence::direction(const call &c, size_t d) const {
    const bool reversed = direction_ == NRNN_DIRECTION_REVERSE || d == 1;
    return {d, packed_states(sizes_, c.segments, d),
            packing(c.session, c.segments, reversed ? reading_order::reversed : reading_order::forward),
            sizes_.directions == 2 ? *halves_[d] : whole_};
}

// Floats of one direction's tensors and, where they outlive the call, oneDNN's workspaces.
size_t packed_sequence::direction_floats(call &c) const {
    const size_t floats = tensor_floats(one_, c.segments.tokens(), c.segments.states());
    return c.shape.training ? floats + place_workspaces(c) : floats;
}

size_t packed_sequence::workspace_count(session &session, const nrnn_recurrent_shape &shape) const {
    call c = open(session, shape, nullptr);
    return shape.training ? std::max(size_t{1}, sizes_.directions * direction_floats(c)) : 0; // never an empty view
}

void packed_sequence::forward(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a) {
    call c = open(session, shape, a.weight_scales);
    const size_t floats = direction_floats(c);
    float *workspace = shape.training ? checked_workspace(a, floats) : nullptr;
    for (size_t d = 0; d < sizes_.directions; ++d)
        run_forward(c, direction(c, d), divide(c, shape.training ? workspace + d * floats : c.scratch), a);
}

void packed_sequence::backward(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a,
                               const recurrent_gradients &g) {
    call c = open(session, shape, a.weight_scales);
    const size_t floats = direction_floats(c);
    float *workspace = checked_workspace(a, floats);
    for (size_t d = 0; d < sizes_.directions; ++d)
        run_backward(c, direction(c, d), divide(c, workspace + d * floats), a, g);
}

float *packed_sequence::checked_workspace(const recurrent_arguments &a, size_t floats) const {
    return floats_of(a.workspace, std::max(size_t{1}, sizes_.directions * floats), "the workspace");
}

void packed_sequence::run_forward(const call &c, const direction_pass &p, const tensors &values,
                                  const recurrent_arguments &a) {
    p.rows.pack({a.input, sizes_.inputs, sizes_.inputs}, values.input);
    p.states.gather_initial(a.state_in, values.states);
    for (size_t i = 0; i < c.segments.count(); ++i) {
        recurrent_plan &plan = plan_for(c, i);
        recurrent_plan::pass &pass = plan.forward;
        bind_segment(c, p, i, values, a, plan, pass);
        pass.run.run(c.session);
    }
    const size_t width = sizes_.outputs();
    p.rows.unpack(values.output, {a.output + p.number * width, sizes_.directions * width, width});
    p.states.scatter_final(values.output, values.states, a.state_in, a.state_out);
}

void packed_sequence::run_backward(const call &c, const direction_pass &p, const tensors &values,
                                   const recurrent_arguments &a, const recurrent_gradients &g) {
    const size_t width = sizes_.outputs();
    const tensors gradients = divide(c, c.scratch);
    p.rows.pack({g.output + p.number * width, sizes_.directions * width, width}, gradients.output);
    std::memset(gradients.states, 0, sizes_.state_width() * c.segments.states() * sizeof(float));
    if (g.state_out != nullptr)
        p.states.gather_final_gradients(g.state_out, gradients.output, gradients.states);
    for (size_t i = c.segments.count(); i-- > 0;) {
        recurrent_plan &plan = plan_for(c, i);
        recurrent_plan::pass &pass = plan.backward;
        bind_segment(c, p, i, values, a, plan, pass);
        bind_gradients(c, p, i, gradients, g, pass.run);
        pass.run.run(c.session);
    }
    if (g.input != nullptr) {
        const padded_rows<float> target{g.input, sizes_.inputs, sizes_.inputs};
        p.number == 0 ? p.rows.unpack(gradients.input, target) : p.rows.add_unpacked(gradients.input, target);
    }
    if (g.state_in != nullptr)
        p.states.scatter_initial_gradients(gradients.states, g.state_out, g.state_in);
}

void packed_sequence::bind_segment(const call &c, const direction_pass &p, size_t index, const tensors &values,
                                   const recurrent_arguments &a, const recurrent_plan &plan,
                                   recurrent_plan::pass &pass) const {
    const size_t token = c.segments[index].first_token;
    execution &run = pass.run;
    p.weights.bind(c.session, plan, pass, a, p.number);
    run.bind(DNNL_ARG_SRC_LAYER, values.input + token * sizes_.inputs);
    run.bind(DNNL_ARG_DST_LAYER, values.output + token * sizes_.outputs());
    p.states.bind_before(index, values.states, src_state, run);
    p.states.bind_after(index, values.states, dst_state, run);
    if (c.shape.training)
        run.bind(DNNL_ARG_WORKSPACE, values.workspaces + c.workspaces[index]);
}

void packed_sequence::bind_gradients(const call &c, const direction_pass &p, size_t index, const tensors &gradients,
                                     const recurrent_gradients &g, execution &run) const {
    const size_t token = c.segments[index].first_token;
    run.bind(DNNL_ARG_DIFF_DST_LAYER, gradients.output + token * sizes_.outputs());
    run.bind(DNNL_ARG_DIFF_SRC_LAYER, gradients.input + token * sizes_.inputs);
    p.states.bind_before(index, gradients.states, diff_src_state, run);
    p.states.bind_after(index, gradients.states, diff_dst_state, run);
    bind_parameter_gradients(run, one_, g, p.number);
}

} // namespace nrnn

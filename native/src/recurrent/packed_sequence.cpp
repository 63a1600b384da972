#include "recurrent/packed_sequence.hpp"

#include <algorithm>

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
    : cell_(cell), sizes_(sizes), one_(sizes.of_one_direction()), direction_(direction), layer_number_(layer_number),
      whole_(whole) {
    if (sizes.directions == 2)
        for (auto &half : halves_)
            half = std::make_unique<layer_weights>(owner, one_);
}

// What a call needs for itself: indices, and packed tensors where nothing else outlives it.
packed_sequence::call packed_sequence::open(session &session, const nrnn_recurrent_shape &shape,
                                            const float *weight_scales) const {
    const size_t indices = bytes_aligned(sequence_segments::memory_bytes(shape.steps, shape.batch));
    const size_t offsets = bytes_aligned(shape.steps * sizeof(size_t));
    const size_t tokens = most_tokens(shape);
    const size_t floats = tensor_floats(one_, tokens, tokens + shape.batch);
    char *memory = static_cast<char *>(session.workspace(indices + offsets));
    return {session,
            shape,
            weight_scales,
            sequence_segments(shape.lengths, shape.steps, shape.batch, memory),
            reinterpret_cast<size_t *>(memory + indices),
            session.tensors(floats)};
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
    pack_values(c, p, values, a);
    for (size_t i = 0; i < c.segments.count(); ++i) {
        recurrent_plan &plan = plan_for(c, i);
        recurrent_plan::pass &pass = plan.forward;
        bind_segment(c, p, i, values, a, plan, pass);
        pass.run.run(c.session);
    }
    unpack_values(c, p, values, a);
}

size_t packed_sequence::state_floats(const call &c) const { return sizes_.state(c.shape.batch); }

size_t packed_sequence::packed_state_floats(const call &c) const { return one_.state_width() * c.segments.states(); }

void packed_sequence::pack_values(const call &c, const direction_pass &p, const tensors &values,
                                  const recurrent_arguments &a) const {
    float *packed = c.session.writable(values.input, one_.inputs * c.segments.tokens());
    float *states = c.session.writable(values.states, packed_state_floats(c));
    const float *input = c.session.readable(a.input, sizes_.input(c.shape.steps, c.shape.batch));
    p.rows.pack({input, sizes_.inputs, sizes_.inputs}, packed);
    p.states.gather_initial(c.session.readable(a.state_in, state_floats(c)), states);
}

void packed_sequence::unpack_values(const call &c, const direction_pass &p, const tensors &values,
                                    const recurrent_arguments &a) const {
    const size_t width = sizes_.outputs();
    float *output = c.session.writable(a.output, sizes_.output(c.shape.steps, c.shape.batch));
    float *state_out = c.session.writable(a.state_out, state_floats(c));
    const float *packed = c.session.readable(values.output, width * c.segments.tokens());
    const float *states = c.session.readable(values.states, packed_state_floats(c));
    p.rows.unpack(packed, {output + p.number * width, sizes_.directions * width, width});
    p.states.scatter_final(packed, states, c.session.readable(a.state_in, state_floats(c)), state_out);
    c.session.end_host_access(); // the other direction uses the same memory
}

void packed_sequence::run_backward(const call &c, const direction_pass &p, const tensors &values,
                                   const recurrent_arguments &a, const recurrent_gradients &g) {
    const tensors gradients = divide(c, c.scratch);
    pack_gradients(c, p, gradients, g);
    for (size_t i = c.segments.count(); i-- > 0;) {
        recurrent_plan &plan = plan_for(c, i);
        recurrent_plan::pass &pass = plan.backward;
        bind_segment(c, p, i, values, a, plan, pass);
        bind_gradients(c, p, i, gradients, g, pass.run);
        pass.run.run(c.session);
    }
    unpack_gradients(c, p, gradients, g);
}

void packed_sequence::pack_gradients(const call &c, const direction_pass &p, const tensors &gradients,
                                     const recurrent_gradients &g) const {
    const size_t width = sizes_.outputs();
    float *packed = c.session.writable(gradients.output, width * c.segments.tokens());
    float *states = c.session.writable(gradients.states, packed_state_floats(c));
    const float *output = c.session.readable(g.output, sizes_.output(c.shape.steps, c.shape.batch));
    p.rows.pack({output + p.number * width, sizes_.directions * width, width}, packed);
    std::fill_n(states, packed_state_floats(c), 0.0f);
    if (g.state_out != nullptr)
        p.states.gather_final_gradients(c.session.readable(g.state_out, state_floats(c)), packed, states);
}

void packed_sequence::unpack_gradients(const call &c, const direction_pass &p, const tensors &gradients,
                                       const recurrent_gradients &g) const {
    float *input = c.session.writable(g.input, sizes_.input(c.shape.steps, c.shape.batch));
    float *state_in = c.session.writable(g.state_in, state_floats(c));
    const float *packed = c.session.readable(gradients.input, one_.inputs * c.segments.tokens());
    if (input != nullptr) {
        const padded_rows<float> target{input, sizes_.inputs, sizes_.inputs};
        p.number == 0 ? p.rows.unpack(packed, target) : p.rows.add_unpacked(packed, target);
    }
    if (state_in != nullptr)
        p.states.scatter_initial_gradients(c.session.readable(gradients.states, packed_state_floats(c)),
                                           c.session.readable(g.state_out, state_floats(c)), state_in);
    c.session.end_host_access(); // as above
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
    else if (plan.workspace_bytes > 0)
        run.bind(DNNL_ARG_WORKSPACE, c.session.sink(plan.workspace_floats()));
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

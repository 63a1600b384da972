#include "recurrent/layer.hpp"

#include <atomic>

#include "ops/shape.hpp"

namespace nrnn {
namespace {

// oneDNN counts in int, also G * H and T * N; below this no size of ours or of its wraps around.
constexpr size_t largest_axis = size_t{1} << 28;

uint64_t next_layer_number() {
    static std::atomic<uint64_t> next{first_layer_number};
    return next++;
}

dnnl::rnn_direction direction_of(int32_t direction) {
    switch (direction) {
    case NRNN_DIRECTION_FORWARD:
        return dnnl::rnn_direction::unidirectional_left2right;
    case NRNN_DIRECTION_REVERSE:
        return dnnl::rnn_direction::unidirectional_right2left;
    case NRNN_DIRECTION_BOTH:
        return dnnl::rnn_direction::bidirectional_concat;
    default:
        throw error(NRNN_INVALID_ARGUMENT, "nrnn_recurrent_desc.direction is none of the nrnn_direction values");
    }
}

recurrent_sizes sizes_of(const recurrent_cell &cell, const nrnn_recurrent_desc &desc) {
    require(desc.input_size > 0 && desc.input_size <= largest_axis,
            "nrnn_recurrent_desc.input_size must be at least 1 and at most 2^28");
    require(desc.hidden_size > 0 && desc.hidden_size <= largest_axis,
            "nrnn_recurrent_desc.hidden_size must be at least 1 and at most 2^28");
    require(desc.projection_size <= largest_axis, "nrnn_recurrent_desc.projection_size must be at most 2^28");
    require(desc.peephole == 0 || desc.peephole == 1, "nrnn_recurrent_desc.peephole must be 0 or 1");
    const size_t directions = desc.direction == NRNN_DIRECTION_BOTH ? 2 : 1;
    const size_t peepholes = desc.peephole == 0 ? 0 : 3;
    return {desc.input_size, desc.hidden_size, directions, cell.gates,
            cell.bias_gates, cell.states,      peepholes,  desc.projection_size};
}

[[noreturn]] void refuse_lstm_with(const char *option, const char *reason) {
    throw error(NRNN_UNSUPPORTED, std::string("an LSTM with ") + option + reason);
}

void require_lstm_options(const engine &owner, const recurrent_cell &cell, const recurrent_sizes &sizes) {
    if (sizes.peepholes == 0 && sizes.projected == 0)
        return;
    const char *option = sizes.projected > 0 ? "a projection" : "peepholes";
    require(&cell == &lstm_cell, "nrnn_recurrent_desc.peephole and projection_size are for the LSTM alone");
    if (owner.kind() == NRNN_ENGINE_GPU)
        refuse_lstm_with(option, " is not available on a GPU engine: oneDNN has it on the CPU alone; create it there");
}

// Lengths that say nothing new are left out: all steps of all rows run as one primitive.
bool has_padding(const nrnn_recurrent_shape &shape) {
    return shape.lengths != nullptr && !all_steps_valid(shape.lengths, shape.steps, shape.batch);
}

} // namespace

recurrent_layer::recurrent_layer(engine &owner, const nrnn_recurrent_desc &desc)
    : cell_(cell_of(desc.cell)), sizes_(sizes_of(cell_, desc)), direction_(direction_of(desc.direction)),
      live_(owner.events().live_layers), number_(next_layer_number()), bias_(owner, sizes_, desc.bias),
      weights_(owner, sizes_), scales_(owner, sizes_),
      sequences_(owner, cell_, sizes_, desc.direction, number_, weights_), row_(owner, desc, sizes_),
      step_(owner, desc.cell, sizes_, number_), composed_(owner, cell_.composed, sizes_, desc.direction, number_) {
    require_lstm_options(owner, cell_, sizes_);
}

size_t recurrent_layer::weights() const {
    return sizes_.weights_layer() + sizes_.weights_iter() + sizes_.weights_peephole() + sizes_.weights_projection();
}

size_t recurrent_layer::parameters() const { return weights() + bias_.parameters(); }

nrnn_recurrent_info recurrent_layer::info() const {
    nrnn_recurrent_info info{};
    info.struct_size = sizeof info;
    info.directions = sizes_.directions;
    info.gates = sizes_.gates;
    info.states = sizes_.states;
    info.weights_layer = sizes_.weights_layer();
    info.weights_iter = sizes_.weights_iter();
    info.bias = bias_.parameters();
    info.parameters = parameters();
    info.weights_peephole = sizes_.weights_peephole();
    info.weights_projection = sizes_.weights_projection();
    return info;
}

void recurrent_layer::check(const session &session, const nrnn_recurrent_shape &shape) const {
    require(shape.steps > 0 && shape.batch > 0, "nrnn_recurrent_shape needs at least one step and one row");
    require(shape.steps <= largest_axis / shape.batch, "nrnn_recurrent_shape's steps times batch exceed 2^28");
    require(shape.precision >= NRNN_PRECISION_F32 && shape.precision <= NRNN_PRECISION_INT8,
            "nrnn_recurrent_shape.precision is none of the nrnn_precision values");
    if (shape.precision != NRNN_PRECISION_F32 && sizes_.projected > 0) // on any processor
        refuse_lstm_with("a projection", " computes in f32 alone; use f32");
    session.engine().require_precision(shape.precision, cell_.name);
    if (shape.training != 0 && session.engine().device() != nullptr)
        check_device_training();
    if (is_quantised(shape))
        check_quantised(shape);
    if (shape.input_ids != nullptr)
        check_ids(session, shape);
}

void recurrent_layer::check_ids(const session &session, const nrnn_recurrent_shape &shape) const {
    require(session.engine().device() == nullptr && row_.fits(shape) && shape.lengths == nullptr,
            "nrnn_recurrent_shape.input_ids are for inference of one row in one direction on a CPU engine, without "
            "lengths; elsewhere look the rows up with nrnn_embedding_forward");
    require_ids(shape.input_ids, shape.steps, shape.input_classes, "input_ids");
}

// Seen with oneDNN 3.7.2: the GPU engine's backward pass refuses such sizes or gets them wrong.
void recurrent_layer::check_device_training() const {
    if (sizes_.inputs == 1 || sizes_.hidden == 1)
        throw error(NRNN_UNSUPPORTED, std::string("the ") + cell_.name +
                                          " with one input or one hidden unit cannot be trained on a GPU engine; "
                                          "train it on the CPU");
}

void recurrent_layer::check_quantised(const nrnn_recurrent_shape &shape) const {
    if (!cell_.has_int8)
        throw error(NRNN_UNSUPPORTED, std::string("int8 is not available for the ") + cell_.name +
                                          ": oneDNN has it for the LSTM and the reset-before GRU; use f32 or bf16");
    if (sizes_.peepholes > 0)
        refuse_lstm_with("peepholes", " has no int8 in oneDNN; use f32 or bf16");
    if (shape.training != 0)
        throw error(NRNN_UNSUPPORTED, "int8 is for inference; train in f32 or bf16");
    require_quantisation({shape.value_scale, shape.value_shift}, shape.weights_version);
}

recurrent_plan &recurrent_layer::plan_for(session &session, const nrnn_recurrent_shape &shape,
                                          const float *weight_scales) const {
    return session.plans().get<recurrent_plan>(recurrent_plan_key(number_, shape, 0), [&] {
        return std::make_unique<recurrent_plan>(session.engine(), cell_, sizes_, direction_, shape, weight_scales);
    });
}

template <class Composed>
void recurrent_layer::with_segments(session &session, const nrnn_recurrent_shape &shape, Composed &&composed) {
    if (!has_padding(shape))
        return composed(nullptr);
    void *memory = session.workspace(sequence_segments::memory_bytes(shape.steps, shape.batch));
    const sequence_segments segments(shape.lengths, shape.steps, shape.batch, memory);
    composed(&segments);
}

size_t recurrent_layer::workspace_count(session &session, const nrnn_recurrent_shape &shape) {
    check(session, shape);
    if (shape.training == 0)
        return 0;
    if (composed_.fits(shape)) {
        size_t count = 0;
        with_segments(session, shape,
                      [&](const sequence_segments *packed) { count = composed_.workspace_count(shape, packed); });
        return count;
    }
    return has_padding(shape) ? sequences_.workspace_count(session, shape)
                              : plan_for(session, shape, nullptr).workspace_floats();
}

// What both passes share: inputs, parameters, outputs.
recurrent_arguments recurrent_layer::arguments_of(session &session, const nrnn_recurrent_shape &shape,
                                                  const nrnn_tensor *views) {
    const size_t state = sizes_.state(shape.batch);
    recurrent_arguments a;
    a.weights_layer = floats_of(views[NRNN_RECURRENT_PARAMETERS], parameters(), "the parameters");
    a.weights_iter = a.weights_layer + sizes_.weights_layer();
    a.peephole = a.weights_iter + sizes_.weights_iter();
    a.projection = a.peephole + sizes_.weights_peephole();
    a.bias = bias_.composed(session, a.weights_layer + weights(), shape.weights_version);
    a.weights_version = shape.weights_version;
    a.weight_scales =
        is_quantised(shape) ? scales_.get(session, a.weights_layer, a.weights_iter, a.weights_version) : nullptr;
    const bool is_table = shape.input_ids != nullptr;
    a.input_ids = shape.input_ids;
    a.input_classes = shape.input_classes;
    a.input = floats_of(views[NRNN_RECURRENT_INPUT],
                        is_table ? area(shape.input_classes, sizes_.inputs) : sizes_.input(shape.steps, shape.batch),
                        is_table ? "the input's table" : "the input");
    a.state_in = floats_of(views[NRNN_RECURRENT_STATE_IN], state, "the initial state");
    a.output = floats_of(views[NRNN_RECURRENT_OUTPUT], sizes_.output(shape.steps, shape.batch), "the output");
    a.state_out = floats_of(views[NRNN_RECURRENT_STATE_OUT], state, "the final state");
    a.workspace = views[NRNN_RECURRENT_WORKSPACE];
    return a;
}

// All but the bias, which may take a way round.
recurrent_gradients recurrent_layer::gradients_of(const nrnn_recurrent_shape &shape, const nrnn_tensor *views) const {
    const size_t state = sizes_.state(shape.batch);
    recurrent_gradients g;
    g.output = floats_of(views[NRNN_RECURRENT_OUTPUT_GRADIENT], sizes_.output(shape.steps, shape.batch),
                         "the output's gradient");
    g.state_out = optional_floats_of(views[NRNN_RECURRENT_STATE_OUT_GRADIENT], state, "the final state's gradient");
    g.input = optional_floats_of(views[NRNN_RECURRENT_INPUT_GRADIENT], sizes_.input(shape.steps, shape.batch),
                                 "the input's gradient");
    g.state_in = optional_floats_of(views[NRNN_RECURRENT_STATE_IN_GRADIENT], state, "the initial state's gradient");
    g.weights_layer = floats_of(views[NRNN_RECURRENT_PARAMETERS_GRADIENT], parameters(), "the parameters' gradient");
    g.weights_iter = g.weights_layer + sizes_.weights_layer();
    g.peephole = g.weights_iter + sizes_.weights_iter();
    g.projection = g.peephole + sizes_.weights_peephole();
    g.bias = g.weights_layer + weights();
    return g;
}

void recurrent_layer::forward(session &session, const nrnn_recurrent_shape &shape, const nrnn_tensor *views) {
    check(session, shape);
    const recurrent_arguments arguments = arguments_of(session, shape, views);
    if (composed_.fits(shape))
        with_segments(session, shape,
                      [&](const sequence_segments *packed) { composed_.forward(session, shape, packed, arguments); });
    else if (has_padding(shape))
        sequences_.forward(session, shape, arguments);
    else if (session.engine().device() != nullptr) // where the next two's host code has nothing to read
        run_forward(session, shape, arguments);
    else if (row_.fits(shape))
        row_.run(session, shape, arguments);
    else if (step_.fits(shape))
        step_.run(session, shape, arguments);
    else
        run_forward(session, shape, arguments);
}

void recurrent_layer::backward(session &session, const nrnn_recurrent_shape &shape, const nrnn_tensor *views) {
    check(session, shape);
    require(shape.training != 0, "a backward pass needs nrnn_recurrent_shape.training, as its forward pass did");
    const recurrent_arguments arguments = arguments_of(session, shape, views);
    recurrent_gradients gradients = gradients_of(shape, views);
    float *bias_parameters_gradient = gradients.bias;
    gradients.bias = bias_.gradient_target(session, bias_parameters_gradient);
    if (composed_.fits(shape))
        with_segments(session, shape, [&](const sequence_segments *packed) {
            composed_.backward(session, shape, packed, arguments, gradients);
        });
    else if (has_padding(shape))
        sequences_.backward(session, shape, arguments, gradients);
    else
        run_backward(session, shape, arguments, gradients);
    bias_.scatter(session, gradients.bias, bias_parameters_gradient);
}

void recurrent_layer::bind_common(session &session, const recurrent_plan &plan, recurrent_plan::pass &pass,
                                  const nrnn_recurrent_shape &shape, const recurrent_arguments &a) {
    const size_t part = sizes_.hidden_state(shape.batch);
    execution &run = pass.run;
    weights_.bind(session, plan, pass, a, 0);
    run.bind(DNNL_ARG_SRC_LAYER, a.input);
    run.bind(DNNL_ARG_DST_LAYER, a.output);
    bind_state(run, src_state, sizes_.states, a.state_in, a.state_in + part);
    bind_state(run, dst_state, sizes_.states, a.state_out, a.state_out + part);
}

void recurrent_layer::bind_workspace(const recurrent_plan &plan, execution &run, const recurrent_arguments &a) const {
    run.bind(DNNL_ARG_WORKSPACE, floats_of(a.workspace, plan.workspace_floats(), "the workspace"));
}

void recurrent_layer::run_forward(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a) {
    recurrent_plan &plan = plan_for(session, shape, a.weight_scales);
    bind_common(session, plan, plan.forward, shape, a);
    if (shape.training)
        bind_workspace(plan, plan.forward.run, a);
    else if (plan.workspace_bytes > 0)
        plan.forward.run.bind(DNNL_ARG_WORKSPACE, session.sink(plan.workspace_floats()));
    plan.forward.run.run(session);
}

void recurrent_layer::bind_gradients(session &session, execution &run, const nrnn_recurrent_shape &shape,
                                     const recurrent_gradients &g) const {
    const size_t part = sizes_.hidden_state(shape.batch), state = sizes_.state(shape.batch);
    const float *state_out = g.state_out != nullptr ? g.state_out : session.zeros(state);
    float *sink = session.sink(state + sizes_.input(shape.steps, shape.batch));
    const float *state_in = g.state_in != nullptr ? g.state_in : sink;
    run.bind(DNNL_ARG_DIFF_DST_LAYER, g.output);
    bind_state(run, diff_dst_state, sizes_.states, state_out, state_out + part);
    bind_state(run, diff_src_state, sizes_.states, state_in, state_in + part);
    run.bind(DNNL_ARG_DIFF_SRC_LAYER, g.input != nullptr ? g.input : sink + state);
    bind_parameter_gradients(run, sizes_, g, 0);
}

void recurrent_layer::run_backward(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a,
                                   const recurrent_gradients &g) {
    recurrent_plan &plan = plan_for(session, shape, a.weight_scales);
    bind_common(session, plan, plan.backward, shape, a);
    bind_workspace(plan, plan.backward.run, a);
    bind_gradients(session, plan.backward.run, shape, g);
    plan.backward.run.run(session);
}

} // namespace nrnn

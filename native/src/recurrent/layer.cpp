#include "recurrent/layer.hpp"

#include <atomic>

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
    const size_t directions = desc.direction == NRNN_DIRECTION_BOTH ? 2 : 1;
    return {desc.input_size, desc.hidden_size, directions, cell.gates, cell.bias_gates, cell.states};
}

size_t floats_for(size_t bytes) { return (bytes + sizeof(float) - 1) / sizeof(float); }

} // namespace

recurrent_layer::recurrent_layer(engine &owner, const nrnn_recurrent_desc &desc)
    : cell_(cell_of(desc.cell)), sizes_(sizes_of(cell_, desc)), direction_(direction_of(desc.direction)),
      live_(owner.events().live_layers), number_(next_layer_number()), bias_(owner, sizes_, desc.bias),
      weights_layer_(owner, plain_weights_layer(sizes_)), weights_iter_(owner, plain_weights_iter(sizes_)) {}

size_t recurrent_layer::parameters() const {
    return sizes_.weights_layer() + sizes_.weights_iter() + bias_.parameters();
}

nrnn_recurrent_info recurrent_layer::info() const {
    return {sizeof(nrnn_recurrent_info), sizes_.directions,     sizes_.gates,       sizes_.states,
            sizes_.weights_layer(),      sizes_.weights_iter(), bias_.parameters(), parameters()};
}

recurrent_plan &recurrent_layer::plan_for(session &session, const nrnn_recurrent_shape &shape) const {
    require(shape.steps > 0 && shape.batch > 0, "nrnn_recurrent_shape needs at least one step and one row");
    require(shape.steps <= largest_axis / shape.batch, "nrnn_recurrent_shape's steps times batch exceed 2^28");
    const plan_key key{number_, {shape.steps, shape.batch, shape.training != 0, 0}};
    return session.plans().get<recurrent_plan>(
        key, [&] { return std::make_unique<recurrent_plan>(session.engine(), cell_, sizes_, direction_, shape); });
}

size_t recurrent_layer::workspace_count(session &session, const nrnn_recurrent_shape &shape) {
    return floats_for(plan_for(session, shape).workspace_bytes);
}

void recurrent_layer::bind_state(execution &run, int hidden_argument, int cell_argument, const float *state,
                                 size_t batch) const {
    run.bind(hidden_argument, state);
    if (sizes_.states == 2)
        run.bind(cell_argument, state + sizes_.state(batch));
}

// What forward and backward share: inputs, weights in the pass's layouts, outputs.
void recurrent_layer::bind_common(session &session, recurrent_plan::pass &pass, const nrnn_recurrent_shape &shape,
                                  const nrnn_tensor *views) {
    const size_t state = sizes_.states * sizes_.state(shape.batch);
    const float *weights = floats_of(views[NRNN_RECURRENT_PARAMETERS], parameters(), "the parameters");
    const float *weights_iter = weights + sizes_.weights_layer();
    const float *bias = weights_iter + sizes_.weights_iter();
    const uint64_t version = shape.weights_version;
    execution &run = pass.run;
    run.bind(DNNL_ARG_WEIGHTS_LAYER, weights_layer_.get(session, pass.weights_layer, weights, version));
    run.bind(DNNL_ARG_WEIGHTS_ITER, weights_iter_.get(session, pass.weights_iter, weights_iter, version));
    run.bind(DNNL_ARG_BIAS, bias_.composed(bias, version));
    run.bind(DNNL_ARG_SRC_LAYER,
             floats_of(views[NRNN_RECURRENT_INPUT], sizes_.input(shape.steps, shape.batch), "the input"));
    run.bind(DNNL_ARG_DST_LAYER,
             floats_of(views[NRNN_RECURRENT_OUTPUT], sizes_.output(shape.steps, shape.batch), "the output"));
    bind_state(run, DNNL_ARG_SRC_ITER, DNNL_ARG_SRC_ITER_C,
               floats_of(views[NRNN_RECURRENT_STATE_IN], state, "the initial state"), shape.batch);
    bind_state(run, DNNL_ARG_DST_ITER, DNNL_ARG_DST_ITER_C,
               floats_of(views[NRNN_RECURRENT_STATE_OUT], state, "the final state"), shape.batch);
}

void recurrent_layer::bind_workspace(recurrent_plan &plan, recurrent_plan::pass &pass, const nrnn_tensor *views) const {
    pass.run.bind(DNNL_ARG_WORKSPACE,
                  floats_of(views[NRNN_RECURRENT_WORKSPACE], floats_for(plan.workspace_bytes), "the workspace"));
}

void recurrent_layer::forward(session &session, const nrnn_recurrent_shape &shape, const nrnn_tensor *views) {
    recurrent_plan &plan = plan_for(session, shape);
    bind_common(session, plan.forward, shape, views);
    if (shape.training)
        bind_workspace(plan, plan.forward, views);
    plan.forward.run.run(session);
}

void recurrent_layer::bind_gradients(session &session, execution &run, const nrnn_recurrent_shape &shape,
                                     const nrnn_tensor *views) const {
    const size_t state = sizes_.states * sizes_.state(shape.batch);
    const size_t input = sizes_.input(shape.steps, shape.batch);
    run.bind(DNNL_ARG_DIFF_DST_LAYER, floats_of(views[NRNN_RECURRENT_OUTPUT_GRADIENT],
                                                sizes_.output(shape.steps, shape.batch), "the output's gradient"));
    const float *state_out =
        optional_floats_of(views[NRNN_RECURRENT_STATE_OUT_GRADIENT], state, "the final state's gradient");
    bind_state(run, DNNL_ARG_DIFF_DST_ITER, DNNL_ARG_DIFF_DST_ITER_C,
               state_out != nullptr ? state_out : session.zeros(state), shape.batch);
    float *sink = session.sink(state + input);
    float *state_in =
        optional_floats_of(views[NRNN_RECURRENT_STATE_IN_GRADIENT], state, "the initial state's gradient");
    bind_state(run, DNNL_ARG_DIFF_SRC_ITER, DNNL_ARG_DIFF_SRC_ITER_C, state_in != nullptr ? state_in : sink,
               shape.batch);
    float *input_gradient = optional_floats_of(views[NRNN_RECURRENT_INPUT_GRADIENT], input, "the input's gradient");
    run.bind(DNNL_ARG_DIFF_SRC_LAYER, input_gradient != nullptr ? input_gradient : sink + state);
}

void recurrent_layer::backward(session &session, const nrnn_recurrent_shape &shape, const nrnn_tensor *views) {
    require(shape.training != 0, "a backward pass needs nrnn_recurrent_shape.training, as its forward pass did");
    recurrent_plan &plan = plan_for(session, shape);
    execution &run = plan.backward.run;
    bind_common(session, plan.backward, shape, views);
    bind_workspace(plan, plan.backward, views);
    bind_gradients(session, run, shape, views);
    float *weights_gradient =
        floats_of(views[NRNN_RECURRENT_PARAMETERS_GRADIENT], parameters(), "the parameters' gradient");
    float *weights_iter_gradient = weights_gradient + sizes_.weights_layer();
    float *bias_parameters_gradient = weights_iter_gradient + sizes_.weights_iter();
    float *bias_gradient = bias_.gradient_target(session, bias_parameters_gradient);
    run.bind(DNNL_ARG_DIFF_WEIGHTS_LAYER, weights_gradient);
    run.bind(DNNL_ARG_DIFF_WEIGHTS_ITER, weights_iter_gradient);
    run.bind(DNNL_ARG_DIFF_BIAS, bias_gradient);
    run.run(session);
    bias_.scatter(bias_gradient, bias_parameters_gradient);
}

} // namespace nrnn

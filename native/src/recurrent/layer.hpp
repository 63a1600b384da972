// One recurrent layer: its parameters' layout, packed weights, and both passes over whole sequences.
#pragma once

#include "recurrent/bias.hpp"
#include "recurrent/composed_layer.hpp"
#include "recurrent/packed_sequence.hpp"
#include "recurrent/row_steps.hpp"
#include "recurrent/single_step.hpp"
#include "recurrent/weight_scales.hpp"

namespace nrnn {

class recurrent_layer {
public:
    recurrent_layer(engine &owner, const nrnn_recurrent_desc &desc);

    nrnn_recurrent_info info() const;
    size_t workspace_count(session &session, const nrnn_recurrent_shape &shape);
    void forward(session &session, const nrnn_recurrent_shape &shape, const nrnn_tensor *views);
    void backward(session &session, const nrnn_recurrent_shape &shape, const nrnn_tensor *views);

private:
    void check(const session &session, const nrnn_recurrent_shape &shape) const;
    void check_device_training() const;
    void check_quantised(const nrnn_recurrent_shape &shape) const;
    void check_ids(const session &session, const nrnn_recurrent_shape &shape) const;
    // The call runs composed(packed), see composed_layer.
    template <class Composed>
    static void with_segments(session &session, const nrnn_recurrent_shape &shape, Composed &&composed);
    recurrent_plan &plan_for(session &session, const nrnn_recurrent_shape &shape, const float *weight_scales) const;
    recurrent_arguments arguments_of(session &session, const nrnn_recurrent_shape &shape, const nrnn_tensor *views);
    recurrent_gradients gradients_of(const nrnn_recurrent_shape &shape, const nrnn_tensor *views) const;
    void bind_common(session &session, const recurrent_plan &plan, recurrent_plan::pass &pass,
                     const nrnn_recurrent_shape &shape, const recurrent_arguments &arguments);
    void bind_workspace(const recurrent_plan &plan, execution &run, const recurrent_arguments &arguments) const;
    void bind_gradients(session &session, execution &run, const nrnn_recurrent_shape &shape,
                        const recurrent_gradients &gradients) const;
    void run_forward(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &arguments);
    void run_backward(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &arguments,
                      const recurrent_gradients &gradients);
    size_t weights() const; // all parameters but the biases
    size_t parameters() const;

    const recurrent_cell &cell_;
    recurrent_sizes sizes_;
    dnnl::rnn_direction direction_;
    live_count live_;
    const uint64_t number_;
    recurrent_bias bias_;
    layer_weights weights_;
    weight_scales scales_;
    packed_sequence sequences_; // for batches with lengths
    row_steps row_;             // for generating
    single_step step_;          // for decoding several rows together
    composed_layer composed_;   // for training in bf16
};

} // namespace nrnn

struct nrnn_recurrent final : nrnn::recurrent_layer {
    using recurrent_layer::recurrent_layer;
};

// One recurrent layer: its parameters' layout, packed weights, and both passes over whole sequences.
#pragma once

#include "recurrent/bias.hpp"
#include "recurrent/packed_weights.hpp"

namespace nrnn {

class recurrent_layer {
public:
    recurrent_layer(engine &owner, const nrnn_recurrent_desc &desc);

    nrnn_recurrent_info info() const;
    size_t workspace_count(session &session, const nrnn_recurrent_shape &shape);
    void forward(session &session, const nrnn_recurrent_shape &shape, const nrnn_tensor *views);
    void backward(session &session, const nrnn_recurrent_shape &shape, const nrnn_tensor *views);

private:
    recurrent_plan &plan_for(session &session, const nrnn_recurrent_shape &shape) const;
    void bind_common(session &session, recurrent_plan::pass &pass, const nrnn_recurrent_shape &shape,
                     const nrnn_tensor *views);
    void bind_workspace(recurrent_plan &plan, recurrent_plan::pass &pass, const nrnn_tensor *views) const;
    void bind_gradients(session &session, execution &run, const nrnn_recurrent_shape &shape,
                        const nrnn_tensor *views) const;
    void bind_state(execution &run, int hidden_argument, int cell_argument, const float *state, size_t batch) const;
    size_t parameters() const;

    const recurrent_cell &cell_;
    recurrent_sizes sizes_;
    dnnl::rnn_direction direction_;
    live_count live_;
    const uint64_t number_;
    recurrent_bias bias_;
    packed_weights weights_layer_;
    packed_weights weights_iter_;
};

} // namespace nrnn

struct nrnn_recurrent final : nrnn::recurrent_layer {
    using recurrent_layer::recurrent_layer;
};

// Rows brought to mean 0 and variance 1, then scaled and shifted.
#pragma once

#include "core/session.hpp"

namespace nrnn {

struct layer_norm_gradients {
    const nrnn_tensor &input; // absent if nobody reads it
    const nrnn_tensor &gain;
    const nrnn_tensor &shift;
};

void layer_norm_forward(session &session, const nrnn_layer_norm_shape &shape, const nrnn_tensor &input,
                        const nrnn_tensor &gain, const nrnn_tensor &shift, const nrnn_tensor &output,
                        const nrnn_tensor &statistics);
void layer_norm_backward(session &session, const nrnn_layer_norm_shape &shape, const nrnn_tensor &input,
                         const nrnn_tensor &gain, const nrnn_tensor &statistics, const nrnn_tensor &output_gradient,
                         const layer_norm_gradients &gradients);

} // namespace nrnn

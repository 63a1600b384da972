// A linear layer: oneDNN's matrix products, and our own sums for the bias.
#pragma once

#include "core/session.hpp"

namespace nrnn {

void linear_forward(session &session, const nrnn_linear_shape &shape, const nrnn_tensor &input,
                    const nrnn_tensor &weights, const nrnn_tensor &bias, const nrnn_tensor &output);
void linear_backward_input(session &session, const nrnn_linear_shape &shape, const nrnn_tensor &output_gradient,
                           const nrnn_tensor &weights, const nrnn_tensor &input_gradient);
void linear_backward_weights(session &session, const nrnn_linear_shape &shape, const nrnn_tensor &input,
                             const nrnn_tensor &output_gradient, const nrnn_tensor &weights_gradient,
                             const nrnn_tensor &bias_gradient);

} // namespace nrnn

// Activations element by element.
#pragma once

#include "core/session.hpp"

namespace nrnn {

void tanh_forward(session &session, const nrnn_tensor &input, const nrnn_tensor &output);
void tanh_backward(session &session, const nrnn_tensor &output, const nrnn_tensor &output_gradient,
                   const nrnn_tensor &input_gradient);

} // namespace nrnn

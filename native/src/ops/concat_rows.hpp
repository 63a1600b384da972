// Two matrices side by side, the right one's rows repeated.
#pragma once

#include "core/session.hpp"

namespace nrnn {

void concat_rows(session &session, const nrnn_concat_shape &shape, const nrnn_tensor &left, const nrnn_tensor &right,
                 const nrnn_tensor &output);
void concat_rows_backward(session &session, const nrnn_concat_shape &shape, const nrnn_tensor &output_gradient,
                          const nrnn_tensor &left_gradient, const nrnn_tensor &right_gradient);

} // namespace nrnn

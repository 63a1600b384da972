// Rows that become the sum of their parts, and the way back.
#pragma once

#include "core/session.hpp"

namespace nrnn {

void fold_columns(session &session, const nrnn_fold_shape &shape, const nrnn_tensor &input, const nrnn_tensor &output);
void repeat_columns(session &session, const nrnn_fold_shape &shape, const nrnn_tensor &output_gradient,
                    const nrnn_tensor &input_gradient);

} // namespace nrnn

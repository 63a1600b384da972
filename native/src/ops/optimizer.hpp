// Updates of the flat parameter buffer.
#pragma once

#include "core/session.hpp"

namespace nrnn {

double squared_norm(session &session, const nrnn_tensor &values);
void optimizer_step(session &session, const nrnn_optimizer_desc &desc, const nrnn_tensor &parameters,
                    const nrnn_tensor &gradients, const nrnn_tensor &first_moment, const nrnn_tensor &second_moment);

} // namespace nrnn

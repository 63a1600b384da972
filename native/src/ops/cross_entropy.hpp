// Softmax cross-entropy, fused with its gradient.
#pragma once

#include "core/session.hpp"

namespace nrnn {

nrnn_loss cross_entropy(session &session, const nrnn_loss_desc &desc, const nrnn_tensor &logits, const int32_t *targets,
                        const nrnn_tensor &gradient);

} // namespace nrnn

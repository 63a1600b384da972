// Attention of decoder rows over the steps of their sentences.
#pragma once

#include "core/session.hpp"

namespace nrnn {

void attention_forward(session &session, const nrnn_attention_shape &shape, const nrnn_tensor *views,
                       size_t view_count);
void attention_backward(session &session, const nrnn_attention_shape &shape, const nrnn_tensor *views,
                        size_t view_count);

} // namespace nrnn

// The most likely classes of each row of logits.
#pragma once

#include "core/session.hpp"

namespace nrnn {

void top_k(session &session, const nrnn_top_k_desc &desc, const nrnn_tensor &logits, int32_t *ids,
           float *log_probabilities);

} // namespace nrnn

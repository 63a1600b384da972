// Drawing a class from each row of logits.
#pragma once

#include "core/session.hpp"

namespace nrnn {

void sample(session &session, const nrnn_sample_desc &desc, const nrnn_tensor &logits, const float *uniforms,
            int32_t *ids);

} // namespace nrnn

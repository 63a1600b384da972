// Dropout with a mask that follows from a seed and a position.
#pragma once

#include "core/session.hpp"

namespace nrnn {

void dropout(session &session, const nrnn_dropout_desc &desc, const nrnn_tensor &input, const nrnn_tensor &output);
void random_fill(uint64_t seed, uint64_t position, uint32_t *numbers, size_t count);

} // namespace nrnn

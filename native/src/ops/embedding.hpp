// Rows of a table by token id.
#pragma once

#include "core/session.hpp"

namespace nrnn {

void embedding_forward(session &session, const nrnn_embedding_shape &shape, const int32_t *ids,
                       const nrnn_tensor &table, const nrnn_tensor &output);
void embedding_backward(session &session, const nrnn_embedding_shape &shape, const int32_t *ids,
                        const nrnn_tensor &output_gradient, const nrnn_tensor &table_gradient);

} // namespace nrnn

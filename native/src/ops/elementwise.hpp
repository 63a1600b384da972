// Filling, copying, adding, and rearranging or summing rows.
#pragma once

#include "core/session.hpp"

namespace nrnn {

void fill(session &session, const nrnn_tensor &target, float value);
void copy(session &session, const nrnn_tensor &source, const nrnn_tensor &target);
void add(session &session, const nrnn_tensor &source, const nrnn_tensor &target);
void gather_rows(session &session, const nrnn_rows_shape &shape, const nrnn_tensor &source, const nrnn_tensor &target,
                 const int32_t *index);
void sum_groups(session &session, const nrnn_groups_shape &shape, const nrnn_tensor &source, const nrnn_tensor &target);
void one_hot(session &session, const int32_t *ids, size_t count, size_t classes, const nrnn_tensor &output);

} // namespace nrnn

// Sums down the columns of a matrix, as gradients of biases need them.
#pragma once

#include "core/bf16.hpp"
#include "core/session.hpp"

namespace nrnn {

template <class Number>
struct matrix_view {
    const Number *data;
    size_t rows;
    size_t columns;
    size_t stride;
};

// to[j] += the sum of column j, added up in float64.
void add_column_sums(session &session, const matrix_view<float> &from, float *to);
void add_column_sums(session &session, const matrix_view<bf16> &from, float *to);

} // namespace nrnn

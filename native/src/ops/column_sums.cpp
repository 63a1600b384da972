#include "ops/column_sums.hpp"

namespace nrnn {
namespace {

// Columns that one walk down the rows sums.
constexpr size_t summed_columns = 256;

NRNN_INLINE float number(float value) { return value; }
NRNN_INLINE float number(bf16 value) { return float_of_bf16(value); }

template <class Number>
NRNN_INLINE void add_sums(const matrix_view<Number> &from, float *to) {
    double sums[summed_columns] = {};
    for (size_t row = 0; row < from.rows; ++row)
        for (size_t j = 0; j < from.columns; ++j)
            sums[j] += number(from.data[row * from.stride + j]);
    for (size_t j = 0; j < from.columns; ++j)
        to[j] += static_cast<float>(sums[j]);
}

NRNN_MULTIVERSION void add_block(const matrix_view<float> &from, float *to) { add_sums(from, to); }
NRNN_MULTIVERSION void add_block(const matrix_view<bf16> &from, float *to) { add_sums(from, to); }

template <class Number>
void add_in_blocks(session &session, const matrix_view<Number> &from, float *to) {
    session.for_blocks(from.columns, summed_columns, [&](size_t begin, size_t end) {
        add_block({from.data + begin, from.rows, end - begin, from.stride}, to + begin);
    });
}

} // namespace

void add_column_sums(session &session, const matrix_view<float> &from, float *to) { add_in_blocks(session, from, to); }
void add_column_sums(session &session, const matrix_view<bf16> &from, float *to) { add_in_blocks(session, from, to); }

} // namespace nrnn

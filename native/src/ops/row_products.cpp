#include "ops/row_products.hpp"

#include "core/fast_math.hpp"

namespace nrnn {
namespace {

// Products that a tile keeps in registers: two by two read half as much as one by one.
constexpr size_t tile_products = 2;

// The products of `Left` rows with `Right` rows; the arrays become registers, for the compiler sees all their sizes.
template <size_t Left, size_t Right>
NRNN_INLINE void multiply_tile(const scattered_rows &left, size_t i, const scattered_rows &right, size_t j,
                               size_t depth, const scattered_rows &products) {
    const float *a[Left];
    const float *b[Right];
    for (size_t p = 0; p < Left; ++p)
        a[p] = left[i + p];
    for (size_t q = 0; q < Right; ++q)
        b[q] = right[j + q];
    float sums[Left][Right][chunk_size] = {};
    size_t d = 0;
    for (; d + chunk_size <= depth; d += chunk_size)
        for (size_t p = 0; p < Left; ++p)
            for (size_t q = 0; q < Right; ++q)
                for (size_t k = 0; k < chunk_size; ++k)
                    sums[p][q][k] += a[p][d + k] * b[q][d + k];
    for (size_t p = 0; p < Left; ++p)
        for (size_t q = 0; q < Right; ++q) {
            float rest = 0;
            for (size_t k = d; k < depth; ++k)
                rest += a[p][k] * b[q][k];
            products[i + p][j + q] = sum_lanes(sums[p][q]) + rest;
        }
}

template <size_t Left>
NRNN_INLINE void multiply_band(const scattered_rows &left, size_t i, const scattered_rows &right, size_t depth,
                               const scattered_rows &products) {
    size_t j = 0;
    for (; j + tile_products <= right.count; j += tile_products)
        multiply_tile<Left, tile_products>(left, i, right, j, depth, products);
    for (; j < right.count; ++j)
        multiply_tile<Left, 1>(left, i, right, j, depth, products);
}

constexpr size_t tile_rows = 4;
constexpr size_t wide_tile = 64; // columns; with four rows of them all AVX-512 registers but the operands'
constexpr size_t narrow_tile = 16;

// What a combination does: target = sum of weights[i][j] * row j, or target += sum of weights[j][i] * row j.
enum class combination { replaces, adds_transposed };

template <combination Kind, size_t Rows, size_t Columns>
NRNN_INLINE void combine_tile(const scattered_rows &weights, const scattered_rows &from, const scattered_rows &to,
                              size_t i, size_t column) {
    const float *lines[Rows];
    for (size_t p = 0; p < Rows; ++p)
        lines[p] = Kind == combination::replaces ? weights[i + p] : nullptr;
    float sums[Rows][Columns] = {};
    for (size_t j = 0; j < from.count; ++j) {
        const float *source = from[j] + column;
        const float *line = Kind == combination::replaces ? nullptr : weights[j] + i;
        for (size_t p = 0; p < Rows; ++p) {
            const float weight = Kind == combination::replaces ? lines[p][j] : line[p];
            for (size_t c = 0; c < Columns; ++c)
                sums[p][c] += weight * source[c];
        }
    }
    for (size_t p = 0; p < Rows; ++p) {
        float *target = to[i + p] + column;
        for (size_t c = 0; c < Columns; ++c)
            target[c] = Kind == combination::replaces ? sums[p][c] : target[c] + sums[p][c];
    }
}

template <combination Kind, size_t Columns>
NRNN_INLINE void combine_columns(const scattered_rows &weights, const scattered_rows &from, const scattered_rows &to,
                                 size_t column) {
    size_t i = 0;
    for (; i + tile_rows <= to.count; i += tile_rows)
        combine_tile<Kind, tile_rows, Columns>(weights, from, to, i, column);
    if (i + tile_rows / 2 <= to.count) {
        combine_tile<Kind, tile_rows / 2, Columns>(weights, from, to, i, column);
        i += tile_rows / 2;
    }
    if (i < to.count)
        combine_tile<Kind, 1, Columns>(weights, from, to, i, column);
}

template <combination Kind>
NRNN_INLINE void combine(const scattered_rows &weights, const scattered_rows &from, size_t width,
                         const scattered_rows &to) {
    size_t column = 0;
    for (; column + wide_tile <= width; column += wide_tile)
        combine_columns<Kind, wide_tile>(weights, from, to, column);
    for (; column + narrow_tile <= width; column += narrow_tile)
        combine_columns<Kind, narrow_tile>(weights, from, to, column);
    for (; column < width; ++column)
        combine_columns<Kind, 1>(weights, from, to, column);
}

} // namespace

NRNN_MULTIVERSION void multiply_rows(const scattered_rows &left, const scattered_rows &right, size_t depth,
                                     const scattered_rows &products) {
    size_t i = 0;
    for (; i + tile_products <= left.count; i += tile_products)
        multiply_band<tile_products>(left, i, right, depth, products);
    for (; i < left.count; ++i)
        multiply_band<1>(left, i, right, depth, products);
}

NRNN_MULTIVERSION void combine_rows(const scattered_rows &weights, const scattered_rows &from, size_t width,
                                    const scattered_rows &to) {
    combine<combination::replaces>(weights, from, width, to);
}

NRNN_MULTIVERSION void add_combined_rows(const scattered_rows &weights, const scattered_rows &from, size_t width,
                                         const scattered_rows &to) {
    combine<combination::adds_transposed>(weights, from, width, to);
}

} // namespace nrnn

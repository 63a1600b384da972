// Products of one row of bytes with panels of 8-bit weights, by AVX-512's VNNI.
#pragma once

#include "core/quantisation.hpp"

namespace nrnn {

#if defined(__x86_64__) || defined(_M_X64)
constexpr bool has_byte_products = true; // int8 is refused where the processor lacks VNNI
#else
constexpr bool has_byte_products = false;
#endif

constexpr size_t bytes_per_line = 4; // inputs, whose products with a column one instruction adds up

struct byte_line {
    int8_t weights[bytes_per_line];
};

// A panel keeps two numbers of each column behind its lines, all of the first kind before those of the second: the
// total of its weights, for a shift of all inputs adds so many times itself, and what a weight is multiplied with.
constexpr size_t bytes_per_column = sizeof(int32_t) + sizeof(float);

struct byte_panels {
    const uint8_t *row;
    size_t lines;
    const char *panels; // each [lines, columns] byte_line, then [columns] totals, then [columns] inverses
    size_t panel_bytes;
    size_t count;
};

// Where a panel's columns are: [gates, units] of it, gates `stride` floats apart.
struct panel_sums {
    float *first;
    size_t gates;
    size_t units; // a multiple of 16
    size_t stride;
};

// Adds the product of what the row's bytes stand for with the weights.
void multiply_bytes(const byte_panels &from, const quantisation &with, const panel_sums &to);

} // namespace nrnn

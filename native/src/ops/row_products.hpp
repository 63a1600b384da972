// Products between the rows of small matrices that lie scattered in larger tensors: a sentence's queries and keys.
#pragma once

#include <cstddef>

namespace nrnn {

// Rows of floats a stride apart, either all from the first on or those of a list.
struct scattered_rows {
    float *first;
    size_t stride;
    const size_t *order; // numbers of the rows; null: 0, 1, 2 ...
    size_t count;

    float *operator[](size_t i) const { return first + (order != nullptr ? order[i] : i) * stride; }
};

// products[i][j] = sum over d < depth of left[i][d] * right[j][d].
void multiply_rows(const scattered_rows &left, const scattered_rows &right, size_t depth,
                   const scattered_rows &products);

// to[i][c] = sum over j of weights[i][j] * from[j][c], c < width.
void combine_rows(const scattered_rows &weights, const scattered_rows &from, size_t width, const scattered_rows &to);

// to[i][c] += sum over j of weights[j][i] * from[j][c], c < width.
void add_combined_rows(const scattered_rows &weights, const scattered_rows &from, size_t width,
                       const scattered_rows &to);

} // namespace nrnn

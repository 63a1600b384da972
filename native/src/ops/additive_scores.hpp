// Scores of additive attention (Bahdanau et al. 2015): v . tanh(query + key).
#pragma once

#include "ops/row_products.hpp"

namespace nrnn {

// scores[i][j] = sum over d < width of scorer[d] * tanh(queries[i][d] + keys[j][d]).
void additive_scores(const scattered_rows &queries, const scattered_rows &keys, const float *scorer, size_t width,
                     const scattered_rows &scores);

// Gradients of the operands from those of the scores; the queries' replace what is there, the others are added to.
struct additive_gradients {
    scattered_rows scores;
    scattered_rows queries;
    scattered_rows keys;
    float *scorer; // [width]
};

void additive_scores_backward(const scattered_rows &queries, const scattered_rows &keys, const float *scorer,
                              size_t width, const additive_gradients &gradients);

} // namespace nrnn

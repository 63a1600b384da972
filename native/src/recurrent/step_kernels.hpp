// The cells' arithmetic behind their matrix products, for one row: sums holds G gates of `hidden` floats.
#pragma once

#include "core/fast_math.hpp"

namespace nrnn {

void rnn_tanh_row(const float *sums, size_t hidden, float *next);
void rnn_relu_row(const float *sums, size_t hidden, float *next);

// sums: i, f, c~, o; peephole: [3, H] of i, f, o, or nullptr.
void lstm_row(const float *sums, const float *peephole, const float *cell, size_t hidden, float *next,
              float *next_cell);

// sums: z, r; z becomes the update gate, and reset = r * h.
void gru_gates_row(float *sums, const float *state, size_t hidden, float *reset);
// sums: the update gate itself, then (unused), then the candidate.
void gru_candidate_row(const float *sums, const float *state, size_t hidden, float *next);

// sums: z, r, the candidate's input part; recurrent: the same of the state, without the candidate's bias.
void lbr_gru_row(const float *sums, const float *recurrent, const float *candidate_bias, const float *state,
                 size_t hidden, float *next);

} // namespace nrnn

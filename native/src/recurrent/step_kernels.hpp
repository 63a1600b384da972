// The cells' arithmetic behind their matrix products, for some units of one row.
#pragma once

#include "core/fast_math.hpp"

namespace nrnn {

// Which units of a row; sums hold a gate's units `stride` floats behind those of the gate before.
struct row_units {
    size_t hidden; // H
    size_t stride; // at least H
    size_t begin;
    size_t end;
};

void rnn_tanh_row(const row_units &units, const float *sums, float *next);
void rnn_relu_row(const row_units &units, const float *sums, float *next);

// sums: i, f, c~, o; peephole: [3, H] of i, f, o, or nullptr.
void lstm_row(const row_units &units, const float *sums, const float *peephole, const float *cell, float *next,
              float *next_cell);

// sums: z, r; z becomes the update gate, and reset = r * h.
void gru_gates_row(const row_units &units, float *sums, const float *state, float *reset);
// sums: the update gate itself, then (unused), then the candidate.
void gru_candidate_row(const row_units &units, const float *sums, const float *state, float *next);

// sums: z, r, the candidate's input part; recurrent: the same of the state, without the candidate's bias.
void lbr_gru_row(const row_units &units, const float *sums, const float *recurrent, const float *candidate_bias,
                 const float *state, float *next);

} // namespace nrnn

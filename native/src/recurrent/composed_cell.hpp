// What differs between the cells when a layer's training is composed of matrix products: the arithmetic of one row of
// one step around them, and which columns of the recurrent weights each product takes.
//
// G gates of `hidden` numbers lie side by side, in oneDNN's order. Products read bf16 and give floats.
#pragma once

#include "core/bf16_chunks.hpp"

namespace nrnn {

// A row of a step on its way forward.
struct composed_row {
    const float *sums;           // [G] of the input, and of the state where the cell does not keep them apart
    const float *recurrent;      // [G] of the state, where it does
    const float *candidate_bias; // of the recurrent sums, likewise
    const float *peephole;       // [3], or nullptr
    const bf16 *state;           // before the step
    const float *cell;           // likewise
    bf16 *gates;                 // [G], kept for the backward pass, as are the next two
    bf16 *units;                 // what of the state meets the reset gate
    float *next_cell;
    float *output;
    bf16 *next_state; // nullptr behind the row's last step
};

// The same row on its way back.
struct composed_gradient_row {
    const float *peephole;
    const bf16 *state;
    const float *cell;
    const bf16 *gates;
    const bf16 *units;
    const float *next_cell;
    const float *output; // gradient of the output
    float *state_sum;    // of the state behind the step; then the part of that before it that no product brings
    float *cell_sum;     // of the cell state behind the step, then before it
    const float *reset;  // of the state behind the reset gate
    bf16 *sums;          // [G]
    bf16 *recurrent;     // [G] where the cell keeps them apart
};

// A product of some columns of the recurrent weights.
struct composed_part {
    size_t first_gate;
    size_t gates;
    bool reads_units; // not the state
};

struct composed_cell {
    size_t parts; // in the order of the forward pass
    composed_part part[2];
    bool keeps_units;
    bool is_apart; // the recurrent sums from the input's
    // Behind each part's product.
    void (*forward[2])(const composed_row &row, size_t hidden);
    // Before each part's product, which the backward pass takes last first.
    void (*backward[2])(const composed_gradient_row &row, size_t hidden);
};

extern const composed_cell composed_rnn_tanh;
extern const composed_cell composed_rnn_relu;
extern const composed_cell composed_gru;
extern const composed_cell composed_lbr_gru;
extern const composed_cell composed_lstm;

} // namespace nrnn

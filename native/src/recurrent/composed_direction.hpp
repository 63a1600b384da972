// Training one direction of a layer, composed of matrix products: that of all inputs at once, then step by step that of
// the state and the cell's arithmetic; backward the same in reverse, and the weights' gradients at once in the end.
#pragma once

#include "core/memory_parts.hpp"
#include "recurrent/arguments.hpp"
#include "recurrent/composed_products.hpp"
#include "recurrent/composed_steps.hpp"

#include <array>

namespace nrnn {

// Rows of H floats, one for each token.
template <class Float>
struct token_rows {
    Float *data;
    size_t stride;
    Float *at(size_t token) const { return data + token * stride; }
};

// One direction's tensors; rows of states are in the order of the steps' rows.
struct composed_tensors {
    const float *input;  // [tokens, C], zeros behind them
    const float *hidden; // [rows, H], before the first step
    const float *cell;   // likewise
    token_rows<float> output;
    float *kept; // between the passes
};

struct composed_gradients {
    token_rows<const float> output;
    float *hidden; // [rows, H]: of the states behind the last steps, and then of those before the first
    float *cell;
    float *input;       // [tokens, C], or nullptr
    bool adds_to_input; // what another direction has left
    float *weights_layer;
    float *weights_iter;
    float *peephole;
    float *bias;
};

class composed_direction {
public:
    composed_direction(engine &owner, const composed_cell &cell, const recurrent_sizes &one, uint64_t layer_number)
        : cell_(cell), one_(one), products_(owner, cell, one, layer_number) {}

    // What the backward pass needs of the forward one, in floats.
    size_t kept_count(const composed_steps &steps) const { return kept(steps, nullptr).count; }
    // Of both passes, beside what they are given.
    size_t scratch_count(const composed_steps &steps) const;
    const float *cells(const composed_steps &steps, const float *memory) const {
        return kept(steps, const_cast<float *>(memory)).cells;
    }

    // arguments: of this direction.
    void forward(session &session, const composed_steps &steps, const recurrent_arguments &arguments,
                 const composed_tensors &tensors, float *scratch);
    void backward(session &session, const composed_steps &steps, const recurrent_arguments &arguments,
                  const composed_tensors &tensors, const composed_gradients &gradients, float *scratch);

private:
    // Of the forward pass, in tokens.
    struct kept_values {
        bf16 *gates;  // [G, H]
        bf16 *states; // [H], before the step
        bf16 *units;  // [H], where the cell has them
        float *cells; // [H], behind the step
        size_t count;
    };
    struct forward_scratch {
        bf16 *input;      // [tokens, C]
        float *sums;      // [tokens, G, H]
        float *recurrent; // [rows, G, H]
        size_t count;
    };
    struct backward_scratch {
        bf16 *sums;      // [tokens, G, H]
        bf16 *recurrent; // likewise; the same where the cell does not keep them apart
        float *reset;    // [rows, H]
        size_t count;
    };
    struct pass;

    kept_values kept(const composed_steps &steps, float *memory) const;
    forward_scratch divide_forward(const composed_steps &steps, float *memory) const;
    backward_scratch divide_backward(const composed_steps &steps, float *memory) const;
    void step_forward(session &session, const pass &p, size_t step, const forward_scratch &scratch) const;
    void step_backward(session &session, const pass &p, size_t step, const backward_scratch &scratch,
                       const composed_gradients &g) const;
    void add_weights(session &session, const pass &p, const backward_scratch &scratch, const composed_gradients &g);
    void add_bias(session &session, size_t tokens, const backward_scratch &scratch, float *bias) const;
    void add_peephole(session &session, const pass &p, const bf16 *sums, float *peephole) const;
    void prepare_steps(session &session, pass &p, composed_product which, size_t rows);

    size_t width() const { return one_.gates * one_.hidden; }

    const composed_cell &cell_;
    recurrent_sizes one_;
    composed_products products_;
};

} // namespace nrnn

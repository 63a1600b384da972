// One step of one direction in inference: products with packed weights, then the cell's arithmetic. oneDNN's recurrent
// primitives read their weights at half the speed of its packed matrix products when rows are few.
#pragma once

#include <list>
#include <memory>

#include "recurrent/arguments.hpp"

namespace nrnn {

class single_step {
public:
    single_step(engine &owner, int32_t cell, const recurrent_sizes &sizes, uint64_t layer_number);

    // Whether a pass of this shape is one that this class computes.
    bool fits(const nrnn_recurrent_shape &shape) const;
    void run(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &arguments);

private:
    // Some gates' part of a weight tensor.
    struct weight_part {
        weight_part(engine &owner, const recurrent_sizes &sizes, size_t rows, size_t first, size_t count);

        size_t rows;  // C or H
        size_t first; // gate
        size_t count; // gates
        packed_weights weights;
    };
    // The products of a step, by their order. The textbook GRU's candidate waits for the reset gate.
    enum product : size_t { of_input, of_state, of_reset_state };
    struct step_plan;

    std::unique_ptr<step_plan> make_plan(const engine &owner, const nrnn_recurrent_shape &shape) const;
    void multiply(session &session, const nrnn_recurrent_shape &shape, product which, const float *values,
                  const float *weights, float *sums, const float *bias = nullptr);
    void run_gru(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a, float *sums,
                 float *reset);
    void run_row(const recurrent_arguments &a, size_t batch, size_t row, const float *sums,
                 const float *recurrent) const;

    int32_t cell_;
    recurrent_sizes sizes_;
    uint64_t layer_number_;
    std::list<weight_part> parts_; // by product; a list: addresses stay
};

} // namespace nrnn

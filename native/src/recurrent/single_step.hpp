// One step of one direction in inference: products with packed weights, then the cell's arithmetic. oneDNN's recurrent
// primitives read their weights at half the speed of its packed matrix products when rows are few.
#pragma once

#include <list>
#include <memory>

#include "recurrent/arguments.hpp"
#include "recurrent/step_kernels.hpp"

namespace nrnn {

class single_step {
public:
    single_step(engine &owner, int32_t cell, const recurrent_sizes &sizes, uint64_t layer_number);

    // Whether a pass of this shape is one that this class computes.
    bool fits(const nrnn_recurrent_shape &shape) const;
    void run(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &arguments);

private:
    // The products of a step, by their order; the last is of the state behind the textbook GRU's reset gate, or of an
    // LSTM's units on their way to its projection.
    enum product : size_t { of_input, of_state, of_inner };
    // Some columns of a weight tensor, and the same ones of the sums that their product gives.
    struct columns {
        size_t rows; // C, O or H
        size_t count;
        size_t first;
        size_t width; // of the tensor, and of the sums
        bool adds;    // to what the sums hold
    };
    struct weight_part {
        weight_part(engine &owner, const columns &of);

        columns of;
        packed_weights weights;
    };
    struct step_plan;

    std::unique_ptr<step_plan> make_plan(const engine &owner, const nrnn_recurrent_shape &shape) const;
    void multiply(session &session, const nrnn_recurrent_shape &shape, product which, const float *values,
                  const float *weights, float *sums, const float *bias = nullptr);
    void run_gru(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a, float *sums,
                 float *reset);
    void run_lstm(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a, const float *sums,
                  float *units);

    row_units all_units() const { return {sizes_.hidden, sizes_.hidden, 0, sizes_.hidden}; }

    int32_t cell_;
    recurrent_sizes sizes_;
    uint64_t layer_number_;
    std::list<weight_part> parts_; // by product; a list: addresses stay
};

} // namespace nrnn

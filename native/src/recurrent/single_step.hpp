// One step of one direction in inference: products with packed weights, then the cell's arithmetic. oneDNN's recurrent
// primitives read their weights at half the speed of its packed matrix products when rows are few.
#pragma once

#include <list>

#include "recurrent/arguments.hpp"

namespace nrnn {

class single_step {
public:
    single_step(engine &owner, int32_t cell, const recurrent_sizes &sizes, uint64_t layer_number);

    // Whether a pass of this shape is one that this class computes.
    bool fits(const nrnn_recurrent_shape &shape) const;
    void run(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &arguments);

private:
    // Some gates' part of a weight tensor, whose product is added to the gates' sums from column `target` on.
    struct product_part {
        product_part(engine &owner, const recurrent_sizes &sizes, size_t rows, size_t first, size_t count,
                     size_t target);

        size_t rows;   // C or H
        size_t first;  // gate
        size_t count;  // gates
        size_t target; // gate of the sums
        packed_weights weights;
    };
    struct step_plan;

    step_plan &plan_for(session &session, const nrnn_recurrent_shape &shape);
    void add_products(session &session, const nrnn_recurrent_shape &shape, size_t part, const float *values,
                      const float *weights, float *sums);
    void fill_biases(session &session, size_t batch, const float *bias, float *sums) const;
    void run_gru(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a, float *sums);

    int32_t cell_;
    recurrent_sizes sizes_;
    uint64_t layer_number_;
    std::list<product_part> parts_; // of the layer weights, then of the recurrent ones; a list: addresses stay
    size_t layer_parts_;
};

} // namespace nrnn

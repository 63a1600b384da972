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
    // Some columns of a weight tensor, and those of the sums that their product is added to.
    struct product_columns {
        size_t rows;  // C, O or H
        size_t count; // of some gates, or P
        size_t first;
        size_t width; // of the weights
        size_t first_target;
        size_t target_width;
    };
    struct product_part {
        product_part(engine &owner, const product_columns &of);

        product_columns columns;
        packed_weights weights;
    };
    struct step_plan;

    void add_gate_part(engine &owner, size_t rows, size_t first, size_t count, size_t target);
    step_plan &plan_for(session &session, const nrnn_recurrent_shape &shape);
    void add_products(session &session, const nrnn_recurrent_shape &shape, size_t part, const float *values,
                      const float *weights, float *sums);
    void fill_biases(session &session, size_t batch, const float *bias, float *sums) const;
    void run_lstm(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a, float *sums);
    void run_gru(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a, float *sums);

    int32_t cell_;
    recurrent_sizes sizes_;
    uint64_t layer_number_;
    // Of the layer weights, the recurrent ones, the projection; a list: addresses stay.
    std::list<product_part> parts_;
    size_t layer_parts_;
};

} // namespace nrnn

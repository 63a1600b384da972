// Training a layer in bf16, composed of matrix products: oneDNN's recurrent primitives take up to twice as long, see
// docs/performance.md.
#pragma once

#include <list>

#include "recurrent/composed_direction.hpp"
#include "recurrent/packed_states.hpp"
#include "recurrent/packing.hpp"

namespace nrnn {

class composed_layer {
public:
    composed_layer(engine &owner, const composed_cell &cell, const recurrent_sizes &sizes, int32_t direction,
                   uint64_t layer_number);

    // Whether a pass of this shape is one that this class computes.
    bool fits(const nrnn_recurrent_shape &shape) const;
    // packed: null where all steps of all rows are valid; here and in both passes.
    size_t workspace_count(const nrnn_recurrent_shape &shape, const sequence_segments *packed) const;
    void forward(session &session, const nrnn_recurrent_shape &shape, const sequence_segments *packed,
                 const recurrent_arguments &arguments);
    void backward(session &session, const nrnn_recurrent_shape &shape, const sequence_segments *packed,
                  const recurrent_arguments &arguments, const recurrent_gradients &gradients);

private:
    // One direction's share of a pass.
    struct call;
    // Beside a direction's own: packed tensors, and the states' gradients on their way back.
    struct scratch {
        float *own;
        float *input;          // packed [tokens, C]
        float *output;         // packed [tokens, H], or its gradient
        float *input_gradient; // packed
        float *hidden;         // packed [rows, H]
        float *cell;           // directly behind
        float *hidden_gradient;
        float *cell_gradient;
        size_t count;
    };

    size_t kept_count(const nrnn_recurrent_shape &shape, const sequence_segments *packed) const;
    call open(session &session, const nrnn_recurrent_shape &shape, const sequence_segments *packed, size_t direction,
              const recurrent_arguments &arguments);
    scratch divide(const call &c, float *memory) const;
    composed_tensors whole_tensors(const call &c, const recurrent_arguments &a) const;
    composed_tensors packed_tensors(const call &c, const scratch &s, const recurrent_arguments &a) const;
    composed_gradients parameter_gradients(const call &c, const scratch &s, const recurrent_gradients &g) const;
    void forward_whole(const call &c, const scratch &s, const recurrent_arguments &a) const;
    void forward_packed(const call &c, const scratch &s, const recurrent_arguments &a) const;
    void backward_whole(const call &c, const scratch &s, const recurrent_arguments &a,
                        const recurrent_gradients &g) const;
    void backward_packed(const call &c, const scratch &s, const recurrent_arguments &a,
                         const recurrent_gradients &g) const;

    recurrent_sizes sizes_;
    recurrent_sizes one_; // of one direction
    int32_t direction_;
    bool is_offered_;
    std::list<composed_direction> directions_;
};

} // namespace nrnn

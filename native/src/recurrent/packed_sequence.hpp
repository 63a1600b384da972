// A recurrent layer over a batch with lengths: unidirectional primitives over the segments of packed sequences,
// the state carried from each to the next. No time goes into padding, and a row's final state is where it ends.
//
// The reversed pass reads each row from its own last valid step and is otherwise the forward one, so both
// directions share segments and primitives.
#pragma once

#include <array>
#include <memory>

#include "recurrent/arguments.hpp"
#include "recurrent/packed_states.hpp"
#include "recurrent/packing.hpp"

namespace nrnn {

class packed_sequence {
public:
    // whole: the layer's own packed weights, used where there is one direction.
    packed_sequence(engine &owner, const recurrent_cell &cell, const recurrent_sizes &sizes, int32_t direction,
                    uint64_t layer_number, layer_weights &whole);

    // shape.lengths has been checked, here and in both passes.
    size_t workspace_count(session &session, const nrnn_recurrent_shape &shape) const;
    void forward(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &arguments);
    void backward(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &arguments,
                  const recurrent_gradients &gradients);

private:
    // Where one direction's packed values, or their gradients, lie.
    struct tensors {
        float *input;      // tokens of C
        float *output;     // tokens of O
        float *states;     // as packed_states says
        float *workspaces; // oneDNN's, of each segment
    };
    struct call;
    struct direction_pass;

    call open(session &session, const nrnn_recurrent_shape &shape, const float *weight_scales) const;
    recurrent_plan &plan_for(const call &c, size_t index) const;
    size_t place_workspaces(call &c) const;
    size_t direction_floats(call &c) const;
    float *checked_workspace(const recurrent_arguments &a, size_t floats) const;
    tensors divide(const call &c, float *memory) const;
    direction_pass direction(const call &c, size_t d) const;

    void run_forward(const call &c, const direction_pass &p, const tensors &values, const recurrent_arguments &a);
    void run_backward(const call &c, const direction_pass &p, const tensors &values, const recurrent_arguments &a,
                      const recurrent_gradients &g);
    // Between the padded tensors and the packed ones, by the host.
    void pack_values(const call &c, const direction_pass &p, const tensors &values, const recurrent_arguments &a) const;
    void unpack_values(const call &c, const direction_pass &p, const tensors &values,
                       const recurrent_arguments &a) const;
    void pack_gradients(const call &c, const direction_pass &p, const tensors &gradients,
                        const recurrent_gradients &g) const;
    void unpack_gradients(const call &c, const direction_pass &p, const tensors &gradients,
                          const recurrent_gradients &g) const;
    size_t state_floats(const call &c) const;        // [S, D, N, H]
    size_t packed_state_floats(const call &c) const; // of one direction
    void bind_segment(const call &c, const direction_pass &p, size_t index, const tensors &values,
                      const recurrent_arguments &a, const recurrent_plan &plan, recurrent_plan::pass &pass) const;
    void bind_gradients(const call &c, const direction_pass &p, size_t index, const tensors &gradients,
                        const recurrent_gradients &g, execution &run) const;

    const recurrent_cell &cell_;
    recurrent_sizes sizes_;
    recurrent_sizes one_; // of one direction
    int32_t direction_;
    uint64_t layer_number_;
    std::array<std::unique_ptr<layer_weights>, 2> halves_; // where there are two directions
    layer_weights &whole_;
};

} // namespace nrnn

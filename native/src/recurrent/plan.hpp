// A recurrent layer prepared for one shape: its primitives and the memory layouts they want.
#pragma once

#include "recurrent/cell.hpp"

namespace nrnn {

// Sizes of a layer, named by axis.
struct recurrent_sizes {
    size_t inputs;     // C
    size_t hidden;     // H
    size_t directions; // D
    size_t gates;      // G
    size_t bias_gates; // B
    size_t states;     // S
    size_t peepholes;  // 3: of the gates i, f, o; or none
    size_t projected;  // P; 0: none

    recurrent_sizes of_one_direction() const {
        recurrent_sizes one = *this;
        one.directions = 1;
        return one;
    }
    size_t weights_layer() const { return directions * inputs * gates * hidden; }
    size_t weights_iter() const { return directions * outputs() * gates * hidden; }
    size_t weights_peephole() const { return directions * peepholes * hidden; }
    size_t weights_projection() const { return directions * hidden * projected; }
    size_t bias() const { return directions * bias_gates * hidden; }      // as oneDNN wants it
    size_t outputs() const { return projected > 0 ? projected : hidden; } // O, of a hidden state
    size_t state_width() const { return outputs() + (states - 1) * hidden; }
    size_t hidden_state(size_t batch) const { return directions * batch * outputs(); }
    size_t state(size_t batch) const { return directions * batch * state_width(); } // both, the cell state behind
    size_t input(size_t steps, size_t batch) const { return steps * batch * inputs; }
    size_t output(size_t steps, size_t batch) const { return steps * batch * directions * outputs(); }
};

// [D, C, G, H], [D, O, G, H] and [D, H, P] as the parameters hold them; the last empty where there is none.
dnnl::memory::desc plain_weights_layer(const recurrent_sizes &sizes);
dnnl::memory::desc plain_weights_iter(const recurrent_sizes &sizes);
dnnl::memory::desc plain_weights_projection(const recurrent_sizes &sizes);

// Whether the layer's weights have a scale per gate and unit, and so each version of them a plan of its own.
inline bool is_quantised(const nrnn_recurrent_shape &shape) { return shape.precision == NRNN_PRECISION_INT8; }

// The key of a layer's plan; variant tells its several plans of one shape apart.
plan_key recurrent_plan_key(uint64_t layer_number, const nrnn_recurrent_shape &shape, uint64_t variant);

class recurrent_plan final : public plan {
public:
    // scales: [G, H], of the weights; read for int8 only.
    recurrent_plan(const engine &owner, const recurrent_cell &cell, const recurrent_sizes &sizes,
                   dnnl::rnn_direction direction, const nrnn_recurrent_shape &shape, const float *scales);

    struct pass {
        execution run;
        dnnl::memory::desc weights_layer;
        dnnl::memory::desc weights_iter;
        dnnl::memory::desc weights_projection;
    };
    pass forward;
    pass backward;       // empty unless training
    bool is_training;    // so that weights differ in each step
    bool scales_weights; // as the attributes say, which then are those of packing them too
    dnnl::primitive_attr attributes;
    size_t workspace_bytes = 0; // 0 where inference has none; it may have one that nobody reads
    size_t workspace_floats() const { return (workspace_bytes + sizeof(float) - 1) / sizeof(float); }

private:
    void create(const engine &owner, const recurrent_cell &cell, const recurrent_sizes &sizes,
                dnnl::rnn_direction direction, const nrnn_recurrent_shape &shape);
};

// The arguments that hold a state: h, and c where the cell has it.
struct state_role {
    int hidden;
    int cell;
};

constexpr state_role src_state{DNNL_ARG_SRC_ITER, DNNL_ARG_SRC_ITER_C};
constexpr state_role dst_state{DNNL_ARG_DST_ITER, DNNL_ARG_DST_ITER_C};
constexpr state_role diff_src_state{DNNL_ARG_DIFF_SRC_ITER, DNNL_ARG_DIFF_SRC_ITER_C};
constexpr state_role diff_dst_state{DNNL_ARG_DIFF_DST_ITER, DNNL_ARG_DIFF_DST_ITER_C};

inline void bind_state(execution &run, state_role role, size_t states, const float *hidden, const float *cell) {
    run.bind(role.hidden, hidden);
    if (states == 2)
        run.bind(role.cell, cell);
}

} // namespace nrnn

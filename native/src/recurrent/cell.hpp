// What differs between the cell kinds: counts, and which oneDNN primitive computes them.
#pragma once

#include "core/execution.hpp"
#include "recurrent/composed_cell.hpp"

namespace nrnn {

// The memory descriptors of one layer, as oneDNN names the roles; those of what a layer does not have are empty.
struct recurrent_descs {
    dnnl::memory::desc src_layer, weights_layer, weights_iter, bias, dst_layer;
    dnnl::memory::desc src_iter, cell_state; // the hidden state before and behind; the cell state, float32 in any case
    dnnl::memory::desc diff_src_layer, diff_weights_layer, diff_weights_iter, diff_dst_layer;
    dnnl::memory::desc diff_iter; // of the hidden state; all gradients are float32, that of the cell state as itself
    dnnl::memory::desc peephole;  // float32 in any case, as its gradient
    dnnl::memory::desc weights_projection, diff_weights_projection;
};

struct recurrent_spec {
    dnnl::engine engine;
    dnnl::prop_kind propagation;
    dnnl::rnn_direction direction;
    recurrent_descs descs;
    dnnl::primitive_attr attributes;
};

// A primitive with its descriptor, which tells the layouts it wants.
struct recurrent_primitive {
    dnnl::primitive_desc_base descriptor;
    dnnl::primitive primitive;
};

struct recurrent_cell {
    const char *name; // behind "the", for messages
    bool has_int8;    // inference; oneDNN developer guide, "RNN", data types
    size_t gates;
    size_t bias_gates; // as oneDNN wants them
    size_t states;
    const composed_cell &composed; // for training in bf16
    recurrent_primitive (*forward)(const recurrent_spec &spec);
    // forward: the descriptor of the training forward pass that the backward pass belongs to.
    recurrent_primitive (*backward)(const recurrent_spec &spec, const dnnl::primitive_desc_base &forward);
};

extern const recurrent_cell rnn_tanh_cell;
extern const recurrent_cell rnn_relu_cell;
extern const recurrent_cell gru_cell;
extern const recurrent_cell lbr_gru_cell;
extern const recurrent_cell lstm_cell;

const recurrent_cell &cell_of(int32_t kind);

// A typed copy of an untyped descriptor: oneDNN's backward descriptors ask for the forward's own type. Unlike its
// other constructors from a C handle, those of RNN descriptors copy and leave the handle to its owner.
template <class Descriptor>
Descriptor typed(const dnnl::primitive_desc_base &descriptor) {
    return Descriptor(descriptor.get());
}

} // namespace nrnn

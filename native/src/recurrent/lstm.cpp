// LSTM: c' = f * c + i * c~, h' = o * tanh(c'), or its projection. Empty descriptors of peepholes and projection stand
// for a cell without them.
#include "recurrent/cell.hpp"

namespace nrnn {
namespace {

recurrent_primitive forward(const recurrent_spec &spec) {
    const auto &d = spec.descs;
    const dnnl::lstm_forward::primitive_desc descriptor(spec.engine, spec.propagation, spec.direction, d.src_layer,
                                                        d.src_iter, d.cell_state, d.weights_layer, d.weights_iter,
                                                        d.peephole, d.weights_projection, d.bias, d.dst_layer,
                                                        d.src_iter, d.cell_state, spec.attributes);
    return {descriptor, dnnl::lstm_forward(descriptor)};
}

recurrent_primitive backward(const recurrent_spec &spec, const dnnl::primitive_desc_base &forward_descriptor) {
    const auto &d = spec.descs;
    const dnnl::lstm_backward::primitive_desc descriptor(
        spec.engine, dnnl::prop_kind::backward, spec.direction, d.src_layer, d.src_iter, d.cell_state, d.weights_layer,
        d.weights_iter, d.peephole, d.weights_projection, d.bias, d.dst_layer, d.src_iter, d.cell_state,
        d.diff_src_layer, d.diff_iter, d.cell_state, d.diff_weights_layer, d.diff_weights_iter, d.peephole,
        d.diff_weights_projection, d.bias, d.diff_dst_layer, d.diff_iter, d.cell_state,
        typed<dnnl::lstm_forward::primitive_desc>(forward_descriptor), spec.attributes);
    return {descriptor, dnnl::lstm_backward(descriptor)};
}

} // namespace

const recurrent_cell lstm_cell = {"LSTM", true, 4, 4, 2, composed_lstm, forward, backward};

} // namespace nrnn

// LSTM: c' = f * c + i * c~, h' = o * tanh(c'). The cell state has the hidden state's shape.
#include "recurrent/cell.hpp"

namespace nrnn {
namespace {

recurrent_primitive forward(const recurrent_spec &spec) {
    const auto &d = spec.descs;
    const dnnl::lstm_forward::primitive_desc descriptor(spec.engine, spec.propagation, spec.direction, d.src_layer,
                                                        d.src_iter, d.src_iter, d.weights_layer, d.weights_iter, d.bias,
                                                        d.dst_layer, d.src_iter, d.src_iter, spec.attributes);
    return {descriptor, dnnl::lstm_forward(descriptor)};
}

recurrent_primitive backward(const recurrent_spec &spec, const dnnl::primitive_desc_base &forward_descriptor) {
    const auto &d = spec.descs;
    const dnnl::lstm_backward::primitive_desc descriptor(
        spec.engine, dnnl::prop_kind::backward, spec.direction, d.src_layer, d.src_iter, d.src_iter, d.weights_layer,
        d.weights_iter, d.bias, d.dst_layer, d.src_iter, d.src_iter, d.src_layer, d.src_iter, d.src_iter,
        d.diff_weights_layer, d.diff_weights_iter, d.bias, d.dst_layer, d.src_iter, d.src_iter,
        typed<dnnl::lstm_forward::primitive_desc>(forward_descriptor), spec.attributes);
    return {descriptor, dnnl::lstm_backward(descriptor)};
}

} // namespace

const recurrent_cell lstm_cell = {4, 4, 2, forward, backward};

} // namespace nrnn

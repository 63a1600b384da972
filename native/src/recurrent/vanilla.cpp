// h_t = phi(x_t W_x + h_{t-1} W_h + b), phi = tanh or ReLU.
#include "recurrent/cell.hpp"

namespace nrnn {
namespace {

template <dnnl::algorithm Activation>
recurrent_primitive forward(const recurrent_spec &spec) {
    const auto &d = spec.descs;
    const dnnl::vanilla_rnn_forward::primitive_desc descriptor(
        spec.engine, spec.propagation, Activation, spec.direction, d.src_layer, d.src_iter, d.weights_layer,
        d.weights_iter, d.bias, d.dst_layer, d.src_iter, spec.attributes);
    return {descriptor, dnnl::vanilla_rnn_forward(descriptor)};
}

template <dnnl::algorithm Activation>
recurrent_primitive backward(const recurrent_spec &spec, const dnnl::primitive_desc_base &forward_descriptor) {
    const auto &d = spec.descs;
    const dnnl::vanilla_rnn_backward::primitive_desc descriptor(
        spec.engine, dnnl::prop_kind::backward, Activation, spec.direction, d.src_layer, d.src_iter, d.weights_layer,
        d.weights_iter, d.bias, d.dst_layer, d.src_iter, d.diff_src_layer, d.diff_iter, d.diff_weights_layer,
        d.diff_weights_iter, d.bias, d.diff_dst_layer, d.diff_iter,
        typed<dnnl::vanilla_rnn_forward::primitive_desc>(forward_descriptor), spec.attributes);
    return {descriptor, dnnl::vanilla_rnn_backward(descriptor)};
}

} // namespace

const recurrent_cell rnn_tanh_cell = {"tanh RNN",
                                      false,
                                      1,
                                      1,
                                      1,
                                      composed_rnn_tanh,
                                      forward<dnnl::algorithm::eltwise_tanh>,
                                      backward<dnnl::algorithm::eltwise_tanh>};
const recurrent_cell rnn_relu_cell = {"ReLU RNN",
                                      false,
                                      1,
                                      1,
                                      1,
                                      composed_rnn_relu,
                                      forward<dnnl::algorithm::eltwise_relu>,
                                      backward<dnnl::algorithm::eltwise_relu>};

} // namespace nrnn

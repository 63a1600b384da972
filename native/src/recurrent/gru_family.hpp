// Both GRU variants have the same arguments; only the oneDNN primitive differs.
#pragma once

#include "recurrent/cell.hpp"

namespace nrnn {

template <class Forward>
recurrent_primitive gru_family_forward(const recurrent_spec &spec) {
    const auto &d = spec.descs;
    const typename Forward::primitive_desc descriptor(spec.engine, spec.propagation, spec.direction, d.src_layer,
                                                      d.src_iter, d.weights_layer, d.weights_iter, d.bias, d.dst_layer,
                                                      d.src_iter, spec.attributes);
    return {descriptor, Forward(descriptor)};
}

template <class Forward, class Backward>
recurrent_primitive gru_family_backward(const recurrent_spec &spec, const dnnl::primitive_desc_base &forward) {
    const auto &d = spec.descs;
    const typename Backward::primitive_desc descriptor(
        spec.engine, dnnl::prop_kind::backward, spec.direction, d.src_layer, d.src_iter, d.weights_layer,
        d.weights_iter, d.bias, d.dst_layer, d.src_iter, d.diff_src_layer, d.diff_iter, d.diff_weights_layer,
        d.diff_weights_iter, d.bias, d.diff_dst_layer, d.diff_iter, typed<typename Forward::primitive_desc>(forward),
        spec.attributes);
    return {descriptor, Backward(descriptor)};
}

} // namespace nrnn

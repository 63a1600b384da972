// What one pass of a recurrent layer reads and writes, sizes checked.
#pragma once

#include "core/buffer.hpp"
#include "core/packed_weights.hpp"
#include "recurrent/plan.hpp"

namespace nrnn {

struct recurrent_arguments {
    const float *weights_layer; // [D, C, G, H]
    const float *weights_iter;  // [D, H, G, H]
    const float *bias;          // [D, B, H], as oneDNN adds it
    uint64_t weights_version;
    const float *weight_scales; // [G, H]; int8 only, else nullptr
    const float *input;         // [T, N, C]
    const float *state_in;      // [S, D, N, H]
    float *output;              // [T, N, D*H]
    float *state_out;           // [S, D, N, H]
    nrnn_tensor workspace;      // training only; its size is for whoever fills it to check
};

struct recurrent_gradients {
    const float *output;    // [T, N, D*H]
    const float *state_out; // [S, D, N, H]; nullptr means zero
    float *input;           // [T, N, C]; nullptr: nobody reads it
    float *state_in;        // [S, D, N, H]; nullptr: nobody reads it
    float *weights_layer;   // added to, as are the next two
    float *weights_iter;
    float *bias;
};

// A layer's two weight tensors, or one direction's part of them, in the layouts that passes want.
struct layer_weights {
    layer_weights(engine &owner, const recurrent_sizes &sizes)
        : layer(owner, plain_weights_layer(sizes)), iter(owner, plain_weights_iter(sizes)) {}

    void bind(session &session, const recurrent_plan &plan, recurrent_plan::pass &pass, const float *plain_layer,
              const float *plain_iter, uint64_t version) {
        const dnnl::primitive_attr *attributes = plan.scales_weights ? &plan.attributes : nullptr;
        pass.run.bind(DNNL_ARG_WEIGHTS_LAYER, layer.get(session, pass.weights_layer, plain_layer, version, attributes));
        pass.run.bind(DNNL_ARG_WEIGHTS_ITER, iter.get(session, pass.weights_iter, plain_iter, version, attributes));
    }

    packed_weights layer;
    packed_weights iter;
};

} // namespace nrnn

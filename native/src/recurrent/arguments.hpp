// What one pass of a recurrent layer reads and writes, sizes checked.
#pragma once

#include "core/buffer.hpp"
#include "core/packed_weights.hpp"
#include "recurrent/plan.hpp"

namespace nrnn {

struct recurrent_arguments {
    const float *weights_layer; // [D, C, G, H]
    const float *weights_iter;  // [D, O, G, H]
    const float *peephole;      // [D, 3, H], where the cell has it
    const float *projection;    // [D, H, P], likewise
    const float *bias;          // [D, B, H], as oneDNN adds it
    uint64_t weights_version;
    const float *weight_scales;         // [G, H]; int8 only, else nullptr
    const float *input;                 // [T, N, C], or with ids a table [V, C]
    const float *state_in;              // h [D, N, O], then c [D, N, H]
    float *output;                      // [T, N, D*O]
    float *state_out;                   // h, then c
    nrnn_tensor workspace;              // training only; its size is for whoever fills it to check
    const int32_t *input_ids = nullptr; // [T], rows of the table
    size_t input_classes = 0;
};

struct recurrent_gradients {
    const float *output;    // [T, N, D*O]
    const float *state_out; // h, then c; nullptr means zero
    float *input;           // [T, N, C]; nullptr: nobody reads it
    float *state_in;        // h, then c; nullptr: nobody reads it
    float *weights_layer;   // added to, as are the next four
    float *weights_iter;
    float *peephole;
    float *projection;
    float *bias;
};

// The gradients of a direction's parameters; sizes: of one direction, or of the layer where `direction` is 0.
inline void bind_parameter_gradients(execution &run, const recurrent_sizes &sizes, const recurrent_gradients &g,
                                     size_t direction) {
    run.bind(DNNL_ARG_DIFF_WEIGHTS_LAYER, g.weights_layer + direction * sizes.weights_layer());
    run.bind(DNNL_ARG_DIFF_WEIGHTS_ITER, g.weights_iter + direction * sizes.weights_iter());
    if (sizes.peepholes > 0)
        run.bind(DNNL_ARG_DIFF_WEIGHTS_PEEPHOLE, g.peephole + direction * sizes.weights_peephole());
    if (sizes.projected > 0)
        run.bind(DNNL_ARG_DIFF_WEIGHTS_PROJECTION, g.projection + direction * sizes.weights_projection());
    run.bind(DNNL_ARG_DIFF_BIAS, g.bias + direction * sizes.bias());
}

// A layer's parameters, or one direction's part of them, in the layouts that passes want.
struct layer_weights {
    layer_weights(engine &owner, const recurrent_sizes &of)
        : sizes(of), layer(owner, plain_weights_layer(of)), iter(owner, plain_weights_iter(of)),
          projection(owner, plain_weights_projection(of)) {}

    // direction: 0 where the weights are a whole layer's.
    void bind(session &session, const recurrent_plan &plan, recurrent_plan::pass &pass, const recurrent_arguments &a,
              size_t direction) {
        const dnnl::primitive_attr *attributes = plan.scales_weights ? &plan.attributes : nullptr;
        const auto packed = [&](packed_weights &weights, const dnnl::memory::desc &wanted, const float *plain,
                                size_t part) {
            return plan.is_training
                       ? weights.get_passing(session, wanted, plain, a.weights_version, session.passing_weights(part))
                       : weights.get(session, wanted, plain, a.weights_version, attributes);
        };
        pass.run.bind(DNNL_ARG_WEIGHTS_LAYER,
                      packed(layer, pass.weights_layer, a.weights_layer + direction * sizes.weights_layer(), 0));
        pass.run.bind(DNNL_ARG_WEIGHTS_ITER,
                      packed(iter, pass.weights_iter, a.weights_iter + direction * sizes.weights_iter(), 1));
        if (sizes.peepholes > 0)
            pass.run.bind(DNNL_ARG_WEIGHTS_PEEPHOLE, a.peephole + direction * sizes.weights_peephole());
        if (sizes.projected > 0)
            pass.run.bind(
                DNNL_ARG_WEIGHTS_PROJECTION,
                packed(projection, pass.weights_projection, a.projection + direction * sizes.weights_projection(), 2));
        pass.run.bind(DNNL_ARG_BIAS, a.bias + direction * sizes.bias());
    }

    recurrent_sizes sizes;
    packed_weights layer;
    packed_weights iter;
    packed_weights projection; // of no use where there is none
};

} // namespace nrnn

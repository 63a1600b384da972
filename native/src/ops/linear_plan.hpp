// The three matrix products of a linear layer, prepared for one shape and precision.
#pragma once

#include "core/packed_weights.hpp"

namespace nrnn {

// The plans' owners: below first_layer_number, one for each way to call a matrix product.
enum linear_plan_kind : uint64_t { forward_plan = 1, forward_bias_plan, backward_input_plan, backward_weights_plan };

struct linear_plan final : plan {
    execution product;
    dnnl::memory::desc weights; // in the layout that a packed product wants
};

// A layer's weights for the products that read them, in other precisions than float32.
struct linear_weights {
    linear_weights(engine &owner, const nrnn_linear_desc &desc);

    nrnn_linear_desc sizes;
    packed_weights forward; // [I, O]
    packed_weights turned;  // [O, I]
};

linear_plan &prepared(session &session, linear_plan_kind kind, const nrnn_linear_shape &shape);

} // namespace nrnn

struct nrnn_linear_weights final : nrnn::linear_weights {
    using linear_weights::linear_weights;
};

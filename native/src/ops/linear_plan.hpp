// The three matrix products of a linear layer, prepared for one shape and precision.
#pragma once

#include "core/packed_weights.hpp"
#include "core/weight_gradient.hpp"
#include "ops/quantised_weights.hpp"

namespace nrnn {

// The plans' owners: below first_layer_number, one for each way to call a matrix product.
enum linear_plan_kind : uint64_t {
    forward_plan = 1,
    forward_bias_plan,
    backward_input_plan,
    backward_weights_plan,
    packed_backward_weights_plan
};

constexpr int argument_of_weight_scales = DNNL_ARG_ATTR_SCALES | DNNL_ARG_WEIGHTS;

struct linear_plan final : plan {
    execution product;
    dnnl::memory::desc weights; // in the layout that a packed product wants
    // Of an int8 product's input x8: x = (x8 - shift) * inverse_scale.
    float inverse_scale = 1;
    int32_t shift = 0;
};

// A layer's weights for the products that read them, in other precisions than float32.
struct linear_weights {
    linear_weights(engine &owner, const nrnn_linear_desc &desc);

    nrnn_linear_desc sizes;
    packed_weights forward; // [I, O]
    packed_weights turned;  // [O, I]
    quantised_weights quantised;
};

linear_plan &prepared(session &session, linear_plan_kind kind, const nrnn_linear_shape &shape);

// That of bf16, which is no linear_plan.
weight_gradient &prepared_weight_gradient(session &session, const nrnn_linear_shape &shape);

} // namespace nrnn

struct nrnn_linear_weights final : nrnn::linear_weights {
    using linear_weights::linear_weights;
};

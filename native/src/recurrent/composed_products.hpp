// The matrix products of one direction of a composed layer. All read bf16 and sum in float32; weights are packed once
// per version, the products of single steps read nothing else that is large.
#pragma once

#include <list>

#include "core/packed_weights.hpp"
#include "core/weight_gradient.hpp"
#include "recurrent/composed_cell.hpp"
#include "recurrent/plan.hpp"

namespace nrnn {

enum class composed_product : uint64_t {
    input,            // sums [tokens, G, H] = values [tokens, C] * weights + bias
    state,            // sums [rows, part] + or = values [rows, H] * weights
    input_back,       // values [tokens, C] = gradients [tokens, G, H] * turned weights
    input_back_added, // the same, added
    state_back,       // values [rows, H] + or = gradients [rows, part] * turned weights
};

class composed_products {
public:
    // One direction's sizes; number tells the plans of layers and directions apart.
    composed_products(engine &owner, const composed_cell &cell, const recurrent_sizes &one, uint64_t layer_number);

    // The parameters of this direction in one of their versions.
    struct parameters {
        const float *input;
        const float *state;
        uint64_t version;
    };

    // A product with its packed weights, until another pass begins.
    class ready {
    public:
        ready() = default;
        ready(execution &run, const void *weights) : run_(&run), weights_(weights) {}
        void bind_bias(const float *bias) const { run_->bind(DNNL_ARG_BIAS, bias); }
        void multiply(session &session, const bf16 *values, float *result) const;

    private:
        execution *run_ = nullptr;
        const void *weights_ = nullptr;
    };

    // rows: tokens, or rows of a step; part: of the cell, where the product takes one.
    ready prepare(session &session, const parameters &of, composed_product which, size_t rows, size_t part = 0);

    // weights [C, G, H] += turned values [tokens, C] * gradients [tokens, G, H].
    void add_input_weights(session &session, size_t tokens, const float *values, const bf16 *gradients,
                           float *weights) const;
    // weights [H, part] += turned values [tokens, H] * gradients [tokens, part].
    void add_state_weights(session &session, size_t tokens, size_t part, const bf16 *values, const bf16 *gradients,
                           float *weights) const;

private:
    struct product;
    struct gradient;
    struct shape {
        dnnl::memory::desc left;
        dnnl::memory::desc right; // of any layout where it is packed
        dnnl::memory::desc result;
        dnnl::memory::desc bias;
        bool adds;
    };
    struct part_weights {
        part_weights(engine &owner, const recurrent_sizes &one, const composed_part &of);
        packed_weights ahead;
        packed_weights turned;
    };

    shape shape_of(composed_product which, size_t rows, size_t part) const;
    const void *weights_of(session &session, const parameters &of, composed_product which, size_t part,
                           const dnnl::memory::desc &layout);

    const composed_cell &cell_;
    recurrent_sizes one_;
    uint64_t number_;
    packed_weights input_;
    packed_weights input_turned_;
    std::list<part_weights> parts_; // a list: addresses stay
};

} // namespace nrnn

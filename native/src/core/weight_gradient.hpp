// The gradient of weights in bf16: result [A, B] += left [tokens, A], turned, times right [tokens, B]. oneDNN's product
// takes 1.3 times as long when it has to turn one side and interleave the other as it goes, so both are laid out for
// it first.
#pragma once

#include "core/execution.hpp"

namespace nrnn {

class weight_gradient {
public:
    // Of one shape. left: as [A, tokens]; left and right floats or bf16, as they lie; result floats.
    weight_gradient(const engine &owner, const dnnl::memory::desc &left, const dnnl::memory::desc &right,
                    const dnnl::memory::desc &result);

    void add(session &session, const void *left, const void *right, float *result);

private:
    execution pack_left_;
    execution pack_right_;
    execution product_;
    size_t left_bytes_;
    size_t right_bytes_;
};

// Attributes of a product that adds to what its result holds.
dnnl::primitive_attr accumulating();

} // namespace nrnn

// Work through the C ABI, as its callers do it, with tensors of its own.
#pragma once

#include "bare_primitives.hpp"

#include <memory>

namespace nrnn_bench {

// A view of a buffer that goes with it, filled with small numbers.
class tensor {
public:
    tensor(nrnn_engine &engine, size_t count);
    operator nrnn_tensor() const { return {buffer_.get(), 0, count_}; }

private:
    std::unique_ptr<nrnn_buffer, void (*)(nrnn_buffer *)> buffer_;
    size_t count_;
};

// A recurrent layer's passes; training packs the weights anew each time, as behind an optimizer's step.
class abi_layer {
public:
    abi_layer(cpu &place, const layer_sizes &sizes);
    void infer();
    void train();

private:
    nrnn_recurrent_shape shape(bool training);
    size_t workspace_count();

    cpu &place_;
    layer_sizes sizes_;
    std::unique_ptr<nrnn_recurrent, void (*)(nrnn_recurrent *)> layer_;
    uint64_t version_ = 1;
    std::vector<tensor> tensors_;
    std::vector<nrnn_tensor> views_;
};

// A linear layer's product.
class abi_product {
public:
    abi_product(cpu &place, size_t rows, size_t inputs, size_t outputs);
    void run();

private:
    cpu &place_;
    nrnn_linear_shape shape_{};
    tensor input_, weights_, bias_, output_;
};

} // namespace nrnn_bench

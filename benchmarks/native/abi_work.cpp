#include "abi_work.hpp"

#include <stdexcept>

namespace nrnn_bench {
namespace {

template <class Descriptor>
Descriptor sized() {
    Descriptor desc{};
    desc.struct_size = sizeof(Descriptor);
    return desc;
}

void require(bool succeeded) {
    if (!succeeded)
        throw std::runtime_error(nrnn_last_error_message());
}

template <class Handle>
Handle *made(Handle *handle) {
    require(handle != nullptr);
    return handle;
}

nrnn_recurrent *create_layer(nrnn_engine &engine, const layer_sizes &sizes) {
    auto desc = sized<nrnn_recurrent_desc>();
    desc.cell = sizes.cell;
    desc.direction = NRNN_DIRECTION_FORWARD;
    desc.bias = NRNN_BIAS_SINGLE;
    desc.input_size = sizes.inputs;
    desc.hidden_size = sizes.hidden;
    return made(nrnn_recurrent_create(&engine, &desc));
}

} // namespace

tensor::tensor(nrnn_engine &engine, size_t count)
    : buffer_(made(nrnn_buffer_create(&engine, count)), nrnn_buffer_destroy), count_(count) {
    float *values = made(nrnn_buffer_map(buffer_.get()));
    for (size_t i = 0; i < count; ++i)
        values[i] = small_number(i);
    require(nrnn_buffer_unmap(buffer_.get()) == NRNN_OK);
}

abi_layer::abi_layer(cpu &place, const layer_sizes &sizes)
    : place_(place), sizes_(sizes), layer_(create_layer(place.engine(), sizes), nrnn_recurrent_destroy) {
    auto info = sized<nrnn_recurrent_info>();
    require(nrnn_recurrent_query(layer_.get(), &info) == NRNN_OK);
    const size_t rows = sizes.steps * sizes.batch, state = info.states * sizes.batch * sizes.hidden;
    const size_t input = rows * sizes.inputs, output = rows * sizes.hidden;
    const size_t counts[] = {
        info.parameters, input, state, output, state,          workspace_count(),
        output,          state, input, state,  info.parameters}; // as nrnn_recurrent_view numbers them
    for (const size_t count : counts)
        views_.push_back(tensors_.emplace_back(place.engine(), count));
}

nrnn_recurrent_shape abi_layer::shape(bool training) {
    auto s = sized<nrnn_recurrent_shape>();
    s.steps = sizes_.steps;
    s.batch = sizes_.batch;
    s.weights_version = version_;
    s.training = training;
    return s;
}

size_t abi_layer::workspace_count() {
    const auto s = shape(true);
    size_t count = 0;
    require(nrnn_recurrent_workspace_count(&place_.session(), layer_.get(), &s, &count) == NRNN_OK);
    return count;
}

void abi_layer::infer() {
    const auto s = shape(false);
    require(nrnn_recurrent_forward(&place_.session(), layer_.get(), &s, views_.data(), views_.size()) == NRNN_OK);
}

void abi_layer::train() {
    ++version_;
    const auto s = shape(true);
    require(nrnn_recurrent_forward(&place_.session(), layer_.get(), &s, views_.data(), views_.size()) == NRNN_OK);
    require(nrnn_recurrent_backward(&place_.session(), layer_.get(), &s, views_.data(), views_.size()) == NRNN_OK);
}

abi_product::abi_product(cpu &place, size_t rows, size_t inputs, size_t outputs)
    : place_(place), shape_(sized<nrnn_linear_shape>()), input_(place.engine(), rows * inputs),
      weights_(place.engine(), inputs * outputs), bias_(place.engine(), outputs),
      output_(place.engine(), rows * outputs) {
    shape_.rows = rows;
    shape_.inputs = inputs;
    shape_.outputs = outputs;
}

void abi_product::run() {
    require(nrnn_linear_forward(&place_.session(), &shape_, input_, weights_, bias_, output_) == NRNN_OK);
}

} // namespace nrnn_bench

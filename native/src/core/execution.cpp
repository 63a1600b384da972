#include "core/execution.hpp"

namespace nrnn {
namespace {

constexpr size_t alignment = 64;

size_t element_count(const dnnl::memory::desc &desc) {
    size_t count = 1;
    for (const auto size : desc.get_dims())
        count *= static_cast<size_t>(size);
    return count;
}

void point(dnnl_memory_t memory, const void *data) {
    dnnl::error::wrap_c_api(dnnl_memory_set_data_handle(memory, const_cast<void *>(data)),
                            "could not point an argument at its data");
}

} // namespace

dnnl::primitive_attr user_scratchpad() {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    return attributes;
}

execution::execution(const dnnl::primitive_desc_base &descriptor, const dnnl::primitive &primitive)
    : primitive_(primitive), engine_(descriptor.get_engine()),
      is_on_device_(engine_.get_kind() == dnnl::engine::kind::gpu),
      scratchpad_bytes_(descriptor.scratchpad_desc().get_size()) {
    add_argument(DNNL_ARG_SCRATCHPAD, descriptor.scratchpad_desc());
}

void execution::add_argument(int argument, const dnnl::memory::desc &desc, flow direction) {
    memories_.push_back(is_on_device_ ? device::make_argument(desc, engine_) : dnnl::memory(desc, engine_, nullptr));
    arguments_.push_back({argument, memories_.back().get()});
    if (is_on_device_)
        device_arguments_.add({argument, arguments_.back().memory, desc.get_size(), direction});
}

void execution::add_floats(int argument, const dnnl::memory::desc &desc, flow direction, const quantisation &with) {
    add_argument(argument, desc, direction);
    if (desc.get_data_type() == dnnl::memory::data_type::f32)
        return;
    converted_.push_back({argument, arguments_.back().memory, direction, desc.get_data_type(), with,
                          element_count(desc), converted_bytes_, nullptr});
    converted_bytes_ += (desc.get_size() + alignment - 1) / alignment * alignment;
}

void execution::bind(int argument, const void *data) {
    if (is_on_device_)
        return device_arguments_.bind(argument, data);
    for (auto &one : converted_) {
        if (one.argument == argument) {
            one.floats = static_cast<float *>(const_cast<void *>(data));
            return;
        }
    }
    for (const auto &bound : arguments_) {
        if (bound.arg == argument) {
            point(bound.memory, data);
            return;
        }
    }
    throw error(NRNN_INTERNAL, "a primitive has no such argument");
}

void execution::run(session &session) {
    if (is_on_device_)
        return run_on_device(session, *session.engine().device());
    char *scratch = converted_.empty() ? nullptr : static_cast<char *>(session.converted(converted_bytes_));
    convert_in(session, scratch);
    bind(DNNL_ARG_SCRATCHPAD, session.scratchpad(scratchpad_bytes_));
    execute(session);
    convert_out(session, scratch);
}

void execution::run_on_device(session &session, device &gpu) {
    session.end_host_access();
    bind(DNNL_ARG_SCRATCHPAD, session.scratchpad(scratchpad_bytes_));
    device_arguments_.point(session, gpu);
    execute(session);
    device_arguments_.return_staged(gpu);
}

void execution::execute(session &session) const {
    dnnl::error::wrap_c_api(dnnl_primitive_execute(primitive_.get(), session.stream().get(),
                                                   static_cast<int>(arguments_.size()), arguments_.data()),
                            "could not run a primitive");
}

void execution::convert_in(session &session, char *scratch) {
    for (const auto &one : converted_) {
        char *to = scratch + one.offset;
        point(one.memory, to);
        if (one.direction == flow::out)
            continue;
        if (one.type == dnnl::memory::data_type::bf16)
            floats_to_bf16(session, one.floats, one.count, reinterpret_cast<uint16_t *>(to));
        else
            floats_to_u8(session, one.floats, one.count, one.with, reinterpret_cast<uint8_t *>(to));
    }
}

// Only bf16 results need it: those of int8 primitives are floats.
void execution::convert_out(session &session, char *scratch) const {
    for (const auto &one : converted_)
        if (one.direction == flow::out)
            bf16_to_floats(session, reinterpret_cast<const uint16_t *>(scratch + one.offset), one.count, one.floats);
}

} // namespace nrnn

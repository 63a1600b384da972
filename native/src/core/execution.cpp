#include "core/execution.hpp"

namespace nrnn {

dnnl::primitive_attr user_scratchpad() {
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    return attributes;
}

execution::execution(const dnnl::primitive_desc_base &descriptor, const dnnl::primitive &primitive)
    : primitive_(primitive), engine_(descriptor.get_engine()),
      scratchpad_bytes_(descriptor.scratchpad_desc().get_size()) {
    add_argument(DNNL_ARG_SCRATCHPAD, descriptor.scratchpad_desc());
}

void execution::add_argument(int argument, const dnnl::memory::desc &desc) {
    memories_.push_back(dnnl::memory(desc, engine_, nullptr));
    arguments_.push_back({argument, memories_.back().get()});
}

void execution::bind(int argument, const void *data) {
    for (const auto &bound : arguments_) {
        if (bound.arg == argument) {
            dnnl::error::wrap_c_api(dnnl_memory_set_data_handle(bound.memory, const_cast<void *>(data)),
                                    "could not point an argument at its data");
            return;
        }
    }
    throw error(NRNN_INTERNAL, "a primitive has no such argument");
}

void execution::run(session &session) {
    bind(DNNL_ARG_SCRATCHPAD, session.scratchpad(scratchpad_bytes_));
    dnnl::error::wrap_c_api(dnnl_primitive_execute(primitive_.get(), session.stream().get(),
                                                   static_cast<int>(arguments_.size()), arguments_.data()),
                            "could not run a primitive");
}

} // namespace nrnn

// A oneDNN primitive with its argument memories, ready to be pointed at data and run without allocating.
#pragma once

#include <vector>

#include "core/session.hpp"

namespace nrnn {

class execution {
public:
    execution() = default;
    // descriptor must have been created with user_scratchpad().
    execution(const dnnl::primitive_desc_base &descriptor, const dnnl::primitive &primitive);

    void add_argument(int argument, const dnnl::memory::desc &desc);
    void bind(int argument, const void *data);
    void run(session &session);

private:
    dnnl::primitive primitive_;
    dnnl::engine engine_;
    size_t scratchpad_bytes_ = 0;
    std::vector<dnnl::memory> memories_; // owns what arguments_ point to
    std::vector<dnnl_exec_arg_t> arguments_;
};

// Scratch memory comes from the session: oneDNN's own is bound to the thread that created the primitive.
dnnl::primitive_attr user_scratchpad();

} // namespace nrnn

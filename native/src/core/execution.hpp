// A oneDNN primitive with its argument memories, ready to be pointed at data and run without allocating.
#pragma once

#include <vector>

#include "core/conversion.hpp"
#include "core/device_arguments.hpp"

namespace nrnn {

class execution {
public:
    execution() = default;
    // descriptor must have been created with user_scratchpad().
    execution(const dnnl::primitive_desc_base &descriptor, const dnnl::primitive &primitive);

    void add_argument(int argument, const dnnl::memory::desc &desc, flow direction = flow::in);
    // One that is bound to floats, which `run` converts where the primitive takes another type. The memory is dense.
    void add_floats(int argument, const dnnl::memory::desc &desc, flow direction, const quantisation &with = {});
    // data: an address of the engine's memory; nothing on the host for a GPU engine.
    void bind(int argument, const void *data);
    void run(session &session);

private:
    struct converted {
        int argument;
        dnnl_memory_t memory;
        flow direction;
        dnnl::memory::data_type type;
        quantisation with;
        size_t count;
        size_t offset; // of its bytes among the session's
        float *floats;
    };

    void run_on_device(session &session, device &gpu);
    void execute(session &session) const;
    void convert_in(session &session, char *scratch);
    void convert_out(session &session, char *scratch) const;

    dnnl::primitive primitive_;
    dnnl::engine engine_;
    bool is_on_device_ = false;
    size_t scratchpad_bytes_ = 0;
    std::vector<dnnl::memory> memories_; // owns what arguments_ point to
    std::vector<dnnl_exec_arg_t> arguments_;
    device_arguments device_arguments_; // empty on the CPU
    std::vector<converted> converted_;
    size_t converted_bytes_ = 0;
};

// Scratch memory comes from the session: oneDNN's own is bound to the thread that created the primitive.
dnnl::primitive_attr user_scratchpad();

} // namespace nrnn

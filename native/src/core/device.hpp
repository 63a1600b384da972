// A GPU engine's memory and its one queue, which all its sessions share: what one has queued is done before what
// another queues later.
//
// An address is a place in a range of this process that nobody may touch: it is compared, offset and passed on like
// any pointer, and only a primitive or `map` can reach what it stands for. Host code that forgets to map stops at
// once. Builds without a GPU engine have no device; device_none.cpp stands in.
#pragma once

#include <memory>

#include "core/error.hpp"

namespace nrnn {

enum class host_access { read, write }; // to write: what is there can be read too

class device {
public:
    explicit device(const dnnl::engine &engine);
    ~device();

    // How many GPU engines there are. The first OpenCL call must not come from two threads at once, so ask this first.
    static int count();
    // oneDNN's engine of a GPU, the same for all of ours: kernels are compiled once in a process.
    static dnnl::engine onednn_engine(int index);
    // Their devices by name, a line each; where there are none, why.
    static const char *describe_all();

    dnnl::stream open_stream() const;

    // Throws std::bad_alloc. The contents are undefined.
    void *allocate(size_t bytes);
    void release(void *address);

    void fill(float *address, size_t count, float value);
    void copy(const void *from, void *to, size_t bytes); // the two must not overlap

    // Waits for what has been queued, and gives the host a part of a block, which nothing else may write until
    // `unmap`.
    void *map(const void *address, size_t bytes, host_access access);
    void unmap(const void *address, void *mapped);

    // A whole block for the caller of the C functions; maps nest. Primitives refuse a block that is mapped so.
    float *map_for_caller(const void *block);
    void unmap_for_caller(const void *block);

    // A primitive's argument, to be pointed at device memory.
    static dnnl::memory make_argument(const dnnl::memory::desc &desc, const dnnl::engine &engine);
    void point(dnnl_memory_t argument, const void *address, size_t bytes) const;
    // Primitives take aligned addresses only; some arguments, which they divide themselves, only the start of a block.
    bool is_aligned(const void *address) const;
    bool is_start_of_block(const void *address) const;
    size_t alignment() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace nrnn

// One thread's means of computing: a stream, scratch memory and prepared primitives.
#pragma once

#include <array>
#include <functional>

#include "core/buffer.hpp"
#include "core/denormals.hpp"
#include "core/host_maps.hpp"
#include "core/latest_packing.hpp"
#include "core/plan_cache.hpp"

namespace nrnn {

class session {
public:
    explicit session(nrnn::engine &owner);

    nrnn::engine &engine() const { return engine_; }
    const dnnl::stream &stream() const { return stream_; }
    plan_cache &plans() { return plans_; }

    // For host code, a part of engine memory: itself on the CPU, mapped otherwise, until the next primitive runs or
    // the operation ends. What is written is mapped before what is read, which may be part of it. nullptr stays.
    const float *readable(const float *address, size_t count) {
        return device_ == nullptr ? address : maps_.add(*device_, address, count, host_access::read);
    }
    float *writable(float *address, size_t count) {
        return device_ == nullptr ? address : maps_.add(*device_, address, count, host_access::write);
    }
    // Hands back what host code has mapped.
    void end_host_access() {
        if (device_ != nullptr)
            maps_.clear(*device_);
    }
    void fill(float *address, size_t count, float value);

    // Scratch for the primitive that runs next.
    void *scratchpad(size_t bytes) { return scratchpad_.reserve(bytes); }
    // Scratch for partial results of our own reductions.
    double *partials(size_t count) { return static_cast<double *>(partials_.reserve(count * sizeof(double))); }
    // Host memory that an operation of ours divides as it likes.
    void *workspace(size_t bytes) { return workspace_.reserve(bytes); }
    // The same for the floats that primitives read and write.
    float *tensors(size_t count) { return static_cast<float *>(tensors_.reserve(count * sizeof(float))); }
    // Arguments of the primitive that runs next, in the type it takes.
    void *converted(size_t bytes) { return converted_.reserve(bytes); }
    // On a GPU engine: copies of arguments that do not lie where the primitive can take them.
    void *staged(size_t bytes) { return staged_.reserve(bytes); }
    void *staged_whole(size_t bytes) { return staged_whole_.reserve(bytes); }
    // Zeros that nobody writes, for inputs that the caller leaves out.
    float *zeros(size_t count) { return static_cast<float *>(zeros_.reserve_zeroed(count * sizeof(float))); }
    // Memory for outputs that the caller does not want.
    float *sink(size_t count) { return static_cast<float *>(sink_.reserve(count * sizeof(float))); }
    // Memory for a bias gradient on its way to the parameters.
    float *bias_gradient(size_t count) { return static_cast<float *>(bias_gradient_.reserve(count * sizeof(float))); }

    // Where a pass of training has its weights packed: the input's as part 0, the others of the same pass behind.
    latest_packing &passing_weights(size_t part) { return passing_weights_.at(part); }

    // Runs body(begin, end) over blocks of `grain` elements. The blocks depend on the counts alone.
    template <class Body>
    void for_blocks(size_t total, size_t grain, Body &&body) {
        const size_t blocks = (total + grain - 1) / grain;
        auto run_block = [&](int block, int) {
            const size_t begin = static_cast<size_t>(block) * grain;
            body(begin, begin + grain < total ? begin + grain : total);
        };
        if (blocks == 1)
            run_block(0, 1);
        else if (blocks > 1) // std::ref: no allocation for the closure
            engine_.pool().parallel_for(static_cast<int>(blocks), std::ref(run_block));
    }

private:
    nrnn::engine &engine_;
    nrnn::device *device_; // of the engine; null on the CPU
    live_count live_;
    host_maps maps_;
    dnnl::stream stream_;
    memory_block scratchpad_;
    memory_block partials_;
    memory_block workspace_;
    memory_block tensors_;
    memory_block converted_;
    memory_block staged_;
    memory_block staged_whole_;
    memory_block zeros_;
    memory_block sink_;
    memory_block bias_gradient_;
    std::array<latest_packing, 3> passing_weights_; // no pass has more
    plan_cache plans_;
};

} // namespace nrnn

struct nrnn_session final : nrnn::session {
    using session::session;
};

namespace nrnn {

// Ends an operation's host access however the operation ends.
class host_access_scope {
public:
    explicit host_access_scope(session &owner) : owner_(owner) {}
    ~host_access_scope() { owner_.end_host_access(); }
    host_access_scope(const host_access_scope &) = delete;
    host_access_scope &operator=(const host_access_scope &) = delete;

private:
    session &owner_;
};

// The guard of every operation: catches, and flushes denormals on the calling thread meanwhile.
template <class Operation>
nrnn_status run(nrnn_session *handle, Operation &&operation) noexcept {
    return guard([&] {
        nrnn::session &session = unwrap(handle, "the session handle is null");
        const flush_denormals flushed;
        const host_access_scope scope(session);
        operation(session);
    });
}

} // namespace nrnn

// Aligned memory that its engine counts: the host's, or what the engine's primitives read and write.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/engine.hpp"

namespace nrnn {

class memory_block {
public:
    // The host's memory in any case.
    explicit memory_block(counters &events) : events_(&events) {}
    // The engine's: host memory on the CPU, a block of its device otherwise.
    explicit memory_block(engine &owner) : events_(&owner.events()), device_(owner.device()) {}
    ~memory_block() { release(); }
    memory_block(const memory_block &) = delete;
    memory_block &operator=(const memory_block &) = delete;

    // At least `bytes`, contents undefined after growth; never shrinks.
    void *reserve(size_t bytes);
    // Like reserve, with new memory zeroed.
    void *reserve_zeroed(size_t bytes);
    void *data() const { return data_; }
    float *floats() const { return static_cast<float *>(data_); }

private:
    void release();

    counters *events_;
    nrnn::device *device_ = nullptr;
    void *data_ = nullptr;
    size_t bytes_ = 0;
};

} // namespace nrnn

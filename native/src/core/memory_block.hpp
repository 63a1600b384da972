// Aligned memory that its engine counts.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/counters.hpp"

namespace nrnn {

class memory_block {
public:
    explicit memory_block(counters &events) : events_(&events) {}
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
    void *data_ = nullptr;
    size_t bytes_ = 0;
};

} // namespace nrnn

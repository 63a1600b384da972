#include "core/memory_block.hpp"

#include <cstring>
#include <limits>
#include <new>

namespace nrnn {
namespace {

constexpr std::align_val_t alignment{64}; // a cache line and the widest vector

} // namespace

void *memory_block::reserve(size_t bytes) {
    if (bytes > bytes_ || data_ == nullptr) {
        if (bytes > std::numeric_limits<size_t>::max() / 2)
            throw std::bad_alloc();
        release();
        data_ = device_ == nullptr ? ::operator new(bytes, alignment) : device_->allocate(bytes);
        bytes_ = bytes;
        ++events_->allocations;
        events_->live_bytes += bytes;
    }
    return data_;
}

void *memory_block::reserve_zeroed(size_t bytes) {
    // Not told by the address: the allocator may give the old block back as the beginning of the larger one.
    const bool grows = bytes > bytes_ || data_ == nullptr;
    reserve(bytes);
    if (!grows)
        return data_;
    if (device_ == nullptr)
        std::memset(data_, 0, bytes);
    else
        device_->fill(floats(), bytes / sizeof(float), 0);
    return data_;
}

void memory_block::release() {
    if (data_ == nullptr)
        return;
    if (device_ == nullptr)
        ::operator delete(data_, alignment);
    else
        device_->release(data_);
    events_->live_bytes -= bytes_;
    data_ = nullptr;
    bytes_ = 0;
}

} // namespace nrnn

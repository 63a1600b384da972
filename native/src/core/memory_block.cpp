#include "core/memory_block.hpp"

#include <cstring>
#include <limits>
#include <new>
#ifdef __linux__
#include <sys/mman.h>
#endif

namespace nrnn {
namespace {

constexpr std::align_val_t alignment{64}; // a cache line and the widest vector

// Large blocks are the system's own pages. When glibc frees one of, say, 28 MB, it takes all that is smaller from its
// heap from then on and gives up to 56 MB of free heap back to nobody: 40 MB in a word model's training.
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) // whose red zones stay around every block
bool is_of_pages(size_t bytes) { return bytes >= (size_t{1} << 20); }

void *take_pages(size_t bytes) { // zeroed
    void *pages = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (pages == MAP_FAILED)
        throw std::bad_alloc();
    return pages;
}

void release_pages(void *pages, size_t bytes) { munmap(pages, bytes); }
#else
bool is_of_pages(size_t) { return false; }
void *take_pages(size_t) { throw std::bad_alloc(); }
void release_pages(void *, size_t) {}
#endif

void *take_host_memory(size_t bytes) {
    return is_of_pages(bytes) ? take_pages(bytes) : ::operator new(bytes, alignment);
}

void release_host_memory(void *memory, size_t bytes) {
    if (is_of_pages(bytes))
        release_pages(memory, bytes);
    else
        ::operator delete(memory, alignment);
}

} // namespace

void *memory_block::reserve(size_t bytes) {
    if (bytes > bytes_ || data_ == nullptr) {
        if (bytes > std::numeric_limits<size_t>::max() / 2)
            throw std::bad_alloc();
        release();
        data_ = device_ == nullptr ? take_host_memory(bytes) : device_->allocate(bytes);
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
    if (!grows || (device_ == nullptr && is_of_pages(bytes)))
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
        release_host_memory(data_, bytes_);
    else
        device_->release(data_);
    events_->live_bytes -= bytes_;
    data_ = nullptr;
    bytes_ = 0;
}

} // namespace nrnn

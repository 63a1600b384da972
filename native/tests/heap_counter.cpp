#include "heap_counter.hpp"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace nrnn_test {

std::atomic<int64_t> heap_requests{0}, heap_blocks{0};

} // namespace nrnn_test

#if !defined(NRNN_SANITIZED) && !defined(_MSC_VER)

namespace {

void *counted(void *block) {
    if (block == nullptr)
        throw std::bad_alloc();
    ++nrnn_test::heap_requests;
    ++nrnn_test::heap_blocks;
    return block;
}

void release(void *block) noexcept {
    nrnn_test::heap_blocks -= block != nullptr;
    std::free(block);
}

} // namespace

// The forms for arrays and without exceptions end in these.
void *operator new(size_t size) { return counted(std::malloc(std::max<size_t>(1, size))); }
void *operator new(size_t size, std::align_val_t alignment) {
    const auto unit = static_cast<size_t>(alignment);
    return counted(std::aligned_alloc(unit, (std::max<size_t>(1, size) + unit - 1) / unit * unit));
}
void operator delete(void *block) noexcept { release(block); }
void operator delete(void *block, size_t) noexcept { release(block); }
void operator delete(void *block, std::align_val_t) noexcept { release(block); }
void operator delete(void *block, size_t, std::align_val_t) noexcept { release(block); }

#endif

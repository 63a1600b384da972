#include "core/address_range.hpp"

#include <new>

#ifdef _WIN32
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#else
#include <sys/mman.h>
#endif

namespace nrnn {
namespace {

#ifdef _WIN32
void *reserve(size_t bytes) { return VirtualAlloc(nullptr, bytes, MEM_RESERVE, PAGE_NOACCESS); }
void give_back(void *begin, size_t) { VirtualFree(begin, 0, MEM_RELEASE); }
#else
void *reserve(size_t bytes) {
    void *begin = ::mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return begin != MAP_FAILED ? begin : nullptr;
}
void give_back(void *begin, size_t bytes) { ::munmap(begin, bytes); }
#endif

} // namespace

address_range::address_range(size_t bytes) : begin_(static_cast<char *>(reserve(bytes))), bytes_(bytes) {
    if (begin_ == nullptr)
        throw std::bad_alloc();
}

address_range::~address_range() { give_back(begin_, bytes_); }

} // namespace nrnn

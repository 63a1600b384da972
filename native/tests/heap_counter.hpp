// Counts every use of operator new in the test program: the library's, oneDNN's and the tests' own.
#pragma once

#include <atomic>
#include <cstdint>

namespace nrnn_test {

// A sanitizer's own operator new finds more than a count would.
#if defined(NRNN_SANITIZED) || defined(_MSC_VER)
constexpr bool heap_is_counted = false;
#else
constexpr bool heap_is_counted = true;
#endif

extern std::atomic<int64_t> heap_requests; // since the program began
extern std::atomic<int64_t> heap_blocks;   // not yet deleted

} // namespace nrnn_test

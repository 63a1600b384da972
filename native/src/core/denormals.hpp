// The float settings while the library computes: denormals flushed, for they are slow, and all else at its default,
// for results must not depend on which thread ran a chunk.
#pragma once

#include <cstdint>

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace nrnn {

class flush_denormals {
public:
    flush_denormals() : saved_(read()) { write(computing); }
    ~flush_denormals() { write(saved_); }
    flush_denormals(const flush_denormals &) = delete;
    flush_denormals &operator=(const flush_denormals &) = delete;

private:
#if defined(__x86_64__) || defined(_M_X64)
    static constexpr uint64_t computing =
        0x9fc0; // MXCSR: no traps, round to nearest, flush to zero, denormals are zero
    static uint64_t read() { return _mm_getcsr(); }
    static void write(uint64_t value) { _mm_setcsr(static_cast<unsigned>(value)); }
#elif defined(__aarch64__)
    static constexpr uint64_t computing = 1u << 24; // FPCR: no traps, round to nearest, flush to zero
    static uint64_t read() {
        uint64_t value;
        __asm__ volatile("mrs %0, fpcr" : "=r"(value));
        return value;
    }
    static void write(uint64_t value) { __asm__ volatile("msr fpcr, %0" : : "r"(value)); }
#else
    static constexpr uint64_t computing = 0;
    static uint64_t read() { return 0; }
    static void write(uint64_t) {}
#endif

    uint64_t saved_;
};

} // namespace nrnn

// NRNN_MULTIVERSION on a leaf kernel: compiled for several x86-64 levels, the widest chosen when the library
// is loaded. Sanitizers are left out: their runtime is not ready when the choice is made.
#pragma once

#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12 && defined(__x86_64__) && defined(__linux__) &&         \
    !defined(NRNN_SANITIZED)
#define NRNN_MULTIVERSION __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define NRNN_MULTIVERSION
#endif

// Small functions that a kernel calls must become part of it to be compiled for the same level.
#if defined(__GNUC__)
#define NRNN_INLINE inline __attribute__((always_inline))
#elif defined(_MSC_VER)
#define NRNN_INLINE __forceinline
#else
#define NRNN_INLINE inline
#endif

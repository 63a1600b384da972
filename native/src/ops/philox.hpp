// Philox4x32-10, many counters at a time.
// Source: Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", 2011, with its constants.
#pragma once

#include "core/multiversion.hpp"

#include <cstddef>
#include <cstdint>

namespace nrnn {

constexpr size_t philox_width = 32;               // counters in a batch
constexpr size_t philox_batch = 4 * philox_width; // numbers in a batch

struct philox_state {
    uint32_t word[4][philox_width]; // word[w][c]: number w of counter c
};

NRNN_INLINE void philox_round(philox_state &state, uint32_t key0, uint32_t key1) {
    for (size_t c = 0; c < philox_width; ++c) {
        const uint64_t product0 = uint64_t{0xD2511F53u} * state.word[0][c];
        const uint64_t product1 = uint64_t{0xCD9E8D57u} * state.word[2][c];
        const uint32_t word1 = state.word[1][c];
        const uint32_t word3 = state.word[3][c];
        state.word[0][c] = static_cast<uint32_t>(product1 >> 32) ^ word1 ^ key0;
        state.word[1][c] = static_cast<uint32_t>(product1);
        state.word[2][c] = static_cast<uint32_t>(product0 >> 32) ^ word3 ^ key1;
        state.word[3][c] = static_cast<uint32_t>(product0);
    }
}

// The numbers of blocks position .. position + philox_width - 1 under a seed, in their order.
NRNN_INLINE void philox_fill(uint64_t seed, uint64_t position, uint32_t *numbers) {
    philox_state state;
    for (size_t c = 0; c < philox_width; ++c) {
        state.word[0][c] = static_cast<uint32_t>(position + c);
        state.word[1][c] = static_cast<uint32_t>((position + c) >> 32);
        state.word[2][c] = 0;
        state.word[3][c] = 0;
    }
    uint32_t key0 = static_cast<uint32_t>(seed);
    uint32_t key1 = static_cast<uint32_t>(seed >> 32);
    for (int round = 0; round < 10; ++round) {
        philox_round(state, key0, key1);
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
    for (size_t c = 0; c < philox_width; ++c)
        for (size_t w = 0; w < 4; ++w)
            numbers[4 * c + w] = state.word[w][c];
}

} // namespace nrnn

#include "core/memory_block.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

// The allocator may give the very block back that was released for the larger one: its address says nothing.
TEST(memory_block, is_zero_wherever_it_grows_to) {
    nrnn::counters events;
    nrnn::memory_block block(events);
    for (size_t count = 16; count <= 16 * 64; count += 16) {
        auto *values = static_cast<float *>(block.reserve_zeroed(count * sizeof(float)));
        ASSERT_TRUE(std::all_of(values, values + count, [](float value) { return value == 0; })) << count << " floats";
        std::fill_n(values, count, 1.0f);
    }
}

TEST(memory_block, keeps_what_it_holds_while_it_is_large_enough) {
    nrnn::counters events;
    nrnn::memory_block block(events);
    auto *values = static_cast<float *>(block.reserve_zeroed(64 * sizeof(float)));
    values[5] = 7;
    EXPECT_EQ(values, block.reserve_zeroed(10 * sizeof(float)));
    EXPECT_EQ(7, values[5]);
    EXPECT_EQ(1u, events.allocations);
}

} // namespace

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

// Behind one MiB memory comes from the system itself.
TEST(memory_block, is_zero_and_counted_where_it_is_large) {
    nrnn::counters events;
    constexpr size_t small = size_t{1} << 16, large = size_t{3} << 20;
    {
        nrnn::memory_block block(events);
        for (const size_t bytes : {small, large, 2 * large}) {
            auto *values = static_cast<float *>(block.reserve_zeroed(bytes));
            const size_t count = bytes / sizeof(float);
            ASSERT_TRUE(std::all_of(values, values + count, [](float value) { return value == 0; })) << bytes;
            std::fill_n(values, count, 1.0f);
            EXPECT_EQ(bytes, events.live_bytes);
        }
        EXPECT_EQ(3u, events.allocations);
    }
    EXPECT_EQ(0u, events.live_bytes);
}

TEST(memory_block, refuses_more_than_there_can_be) {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "The address sanitizer ends the process where memory is short.";
#endif
    nrnn::counters events;
    nrnn::memory_block block(events);
    EXPECT_THROW(block.reserve(size_t{1} << 62), std::bad_alloc);
    EXPECT_EQ(0u, events.live_bytes);
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

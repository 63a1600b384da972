#include "core/plan_cache.hpp"

#include <gtest/gtest.h>

namespace {

using nrnn::plan_cache;

struct numbered final : nrnn::plan {
    explicit numbered(uint64_t value) : number(value) {}
    uint64_t number;
};

class plan_cache_of_numbers : public testing::Test {
protected:
    // The plan of a key, which is made with the key's number where it is not there.
    uint64_t get(uint64_t number) {
        return plans_.get<numbered>({1, {number, number % 7, 0, 0}}, [&] { return std::make_unique<numbered>(number); })
            .number;
    }

    nrnn::counters events_;
    plan_cache plans_{events_};
};

TEST_F(plan_cache_of_numbers, finds_what_was_made_among_as_many_as_it_holds) {
    for (int round = 0; round < 3; ++round)
        for (uint64_t i = 0; i < plan_cache::capacity; ++i)
            ASSERT_EQ(i, get(i));
    EXPECT_EQ(plan_cache::capacity, events_.primitives_created);
    EXPECT_EQ(2 * plan_cache::capacity, events_.primitive_hits);
    EXPECT_EQ(0u, events_.primitive_evictions);
}

TEST_F(plan_cache_of_numbers, drops_the_least_recently_used) {
    for (uint64_t i = 0; i < plan_cache::capacity; ++i)
        get(i);
    get(0); // now 1 is the oldest
    get(plan_cache::capacity);
    EXPECT_EQ(1u, events_.primitive_evictions);
    const uint64_t created = events_.primitives_created;
    get(0);
    EXPECT_EQ(created, events_.primitives_created);
    get(1);
    EXPECT_EQ(created + 1, events_.primitives_created);
}

TEST_F(plan_cache_of_numbers, keys_that_differ_in_one_number_are_different) {
    const auto made = [&](const nrnn::plan_key &key, uint64_t number) {
        return plans_.get<numbered>(key, [&] { return std::make_unique<numbered>(number); }).number;
    };
    for (int round = 0; round < 2; ++round) {
        EXPECT_EQ(0u, made({1, {2, 3, 4, 5}}, 0));
        EXPECT_EQ(1u, made({9, {2, 3, 4, 5}}, 1));
        EXPECT_EQ(2u, made({1, {3, 2, 4, 5}}, 2));
        EXPECT_EQ(3u, made({1, {2, 3, 4, 9}}, 3));
    }
}

} // namespace

#include "fixture.hpp"

using namespace nrnn_test;

namespace {

constexpr size_t several_blocks = 50003; // no multiple of four, of a batch of numbers or of a block

nrnn_dropout_desc dropout_desc(float rate, uint64_t seed = 7, uint64_t position = 0) {
    auto desc = sized<nrnn_dropout_desc>();
    desc.seed = seed;
    desc.position = position;
    desc.rate = rate;
    return desc;
}

std::vector<uint32_t> random_numbers(uint64_t seed, uint64_t position, size_t count) {
    std::vector<uint32_t> numbers(count);
    expect_ok(nrnn_random_fill(seed, position, numbers.data(), count));
    return numbers;
}

floats dropped(int threads, const nrnn_dropout_desc &desc, const floats &values) {
    const fixture place(threads);
    const tensor input(place, values);
    const tensor output(place, values.size());
    expect_ok(nrnn_dropout(place.session(), &desc, input, output));
    return output.values();
}

// One counter at a time, from the paper's definition.
std::vector<uint32_t> philox_reference(uint64_t seed, uint64_t block) {
    uint32_t c[4] = {static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32), 0, 0};
    uint32_t key[2] = {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)};
    for (int round = 0; round < 10; ++round) {
        const uint64_t a = uint64_t{0xD2511F53u} * c[0];
        const uint64_t b = uint64_t{0xCD9E8D57u} * c[2];
        const uint32_t next[4] = {static_cast<uint32_t>(b >> 32) ^ c[1] ^ key[0], static_cast<uint32_t>(b),
                                  static_cast<uint32_t>(a >> 32) ^ c[3] ^ key[1], static_cast<uint32_t>(a)};
        std::copy(next, next + 4, c);
        key[0] += 0x9E3779B9u;
        key[1] += 0xBB67AE85u;
    }
    return {c, c + 4};
}

} // namespace

// Known-answer tests of the Random123 library (kat_vectors, philox4x32 10).
TEST(dropout, numbers_are_those_of_philox) {
    EXPECT_EQ((std::vector<uint32_t>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}), random_numbers(0, 0, 4));
}

TEST(dropout, numbers_agree_with_the_definition_at_any_position) {
    constexpr uint64_t seed = 0x0123456789abcdef;
    constexpr uint64_t near_a_carry = 0x00000005fffffff0; // the counter's low half overflows within the call
    const auto numbers = random_numbers(seed, near_a_carry, 403);
    for (size_t i = 0; i < numbers.size(); ++i)
        ASSERT_EQ(philox_reference(seed, near_a_carry + i / 4)[i % 4], numbers[i]) << "at " << i;
}

TEST(dropout, position_continues_the_stream) {
    const auto whole = random_numbers(3, 10, 400);
    const auto tail = random_numbers(3, 10 + 50, 200);
    EXPECT_TRUE(std::equal(tail.begin(), tail.end(), whole.begin() + 200));
}

TEST(dropout, mask_follows_from_the_numbers) {
    const float rate = 0.3f;
    const auto numbers = random_numbers(7, 5, several_blocks);
    const floats values = random_floats(several_blocks, 1, 0.5f, 1);
    const floats actual = dropped(2, dropout_desc(rate, 7, 5), values);
    const float scale = 1 / (1 - rate);
    for (size_t i = 0; i < several_blocks; ++i) {
        const bool kept = static_cast<float>(numbers[i] >> 8) * 0x1p-24f >= rate;
        ASSERT_EQ(kept ? values[i] * scale : 0.0f, actual[i]) << "at " << i;
    }
}

TEST(dropout, result_does_not_depend_on_the_threads) {
    const floats values = random_floats(several_blocks, 1);
    const floats expected = dropped(1, dropout_desc(0.5f), values);
    EXPECT_TRUE(same_bits(expected, dropped(2, dropout_desc(0.5f), values)));
    EXPECT_TRUE(same_bits(expected, dropped(3, dropout_desc(0.5f), values)));
}

// A period that is no multiple of anything, and one that a count ends in the midst of.
TEST(dropout, a_period_repeats_the_mask_of_its_first_elements) {
    for (const size_t period : {1u, 5u, 127u, 128u, 1003u, 20011u, 60000u}) {
        auto desc = dropout_desc(0.4f, 7, 3);
        const floats whole = dropped(1, desc, floats(several_blocks, 1.0f));
        desc.period = period;
        const floats values = random_floats(several_blocks, 1, 0.5f, 1);
        for (const int threads : {1, 2, 3}) {
            const floats actual = dropped(threads, desc, values);
            for (size_t i = 0; i < several_blocks; ++i)
                ASSERT_EQ(values[i] * whole[i % period], actual[i]) << "at " << i << " of period " << period;
        }
    }
}

TEST(dropout, works_in_place) {
    const fixture place;
    const floats values = random_floats(1003, 1);
    const auto desc = dropout_desc(0.5f);
    const tensor both(place, values);
    expect_ok(nrnn_dropout(place.session(), &desc, both, both));
    EXPECT_TRUE(same_bits(dropped(1, desc, values), both.values()));
}

TEST(dropout, rate_zero_keeps_everything) {
    const floats values = random_floats(1003, 1);
    EXPECT_TRUE(same_bits(values, dropped(1, dropout_desc(0), values)));
}

// Five standard deviations of a binomial share: a right generator fails once in two million seeds.
TEST(dropout, drops_the_share_asked_for) {
    constexpr size_t count = 200000;
    for (const float rate : {0.1f, 0.5f, 0.9f}) {
        const floats actual = dropped(1, dropout_desc(rate, 99), floats(count, 1.0f));
        const auto zeros = static_cast<double>(std::count(actual.begin(), actual.end(), 0.0f));
        EXPECT_NEAR(rate, zeros / count, 5 * std::sqrt(rate * (1.0 - rate) / count));
    }
}

TEST(dropout, seeds_and_positions_give_other_masks) {
    const floats ones(1000, 1.0f);
    const floats first = dropped(1, dropout_desc(0.5f, 1, 0), ones);
    EXPECT_FALSE(same_bits(first, dropped(1, dropout_desc(0.5f, 2, 0), ones)));
    EXPECT_FALSE(same_bits(first, dropped(1, dropout_desc(0.5f, 1, 1), ones)));
}

TEST(dropout, a_rate_outside_its_range_is_refused) {
    const fixture place;
    const tensor values(place, floats{1, 2, 3});
    for (const float rate : {-0.1f, 1.0f, 2.0f, std::nanf("")}) {
        const auto desc = dropout_desc(rate);
        expect_failure(nrnn_dropout(place.session(), &desc, values, values), NRNN_INVALID_ARGUMENT,
                       "nrnn_dropout_desc.rate");
    }
    EXPECT_EQ((floats{1, 2, 3}), values.values());
}

TEST(dropout, what_does_not_fit_is_named) {
    const fixture place;
    const tensor values(place, 4);
    const auto desc = dropout_desc(0.5f);
    const auto s = place.session();
    expect_failure(nrnn_dropout(s, &desc, absent, values), NRNN_INVALID_ARGUMENT, "input");
    expect_failure(nrnn_dropout(s, &desc, values, values.view(0, 3)), NRNN_INVALID_ARGUMENT, "output");
    expect_failure(nrnn_dropout(s, &desc, values.view(0, 3), values.view(1, 3)), NRNN_INVALID_ARGUMENT, "overlap");
    expect_failure(nrnn_dropout(s, nullptr, values, values), NRNN_INVALID_ARGUMENT, "nrnn_dropout_desc");
    expect_failure(nrnn_random_fill(0, 0, nullptr, 1), NRNN_INVALID_ARGUMENT, "numbers");
}

#include "fixture.hpp"

#include "core/conversion.hpp"

#include <limits>

using namespace nrnn_test;

namespace {

float bf16_value(uint16_t bits) {
    const uint32_t wide = static_cast<uint32_t>(bits) << 16;
    float value;
    std::memcpy(&value, &wide, sizeof value);
    return value;
}

TEST(conversion, to_bf16_takes_the_nearest_and_ties_to_even) {
    const fixture place;
    const float infinity = std::numeric_limits<float>::infinity();
    const floats from{0, 1, -1.5f, 1 + 0x1p-8f, 1 + 0x3p-8f, 1 + 0x1.8p-8f, infinity, -infinity, 3e38f};
    const floats expected{0, 1, -1.5f, 1, 1 + 0x1p-6f, 1 + 0x1p-7f, infinity, -infinity, bf16_value(0x7f62)};
    std::vector<uint16_t> narrow(from.size());
    nrnn::floats_to_bf16(*place.session(), from.data(), from.size(), narrow.data());
    for (size_t i = 0; i < from.size(); ++i)
        EXPECT_EQ(expected[i], bf16_value(narrow[i])) << from[i];
}

TEST(conversion, a_nan_stays_one_in_bf16) {
    const fixture place;
    uint32_t bits = 0x7fffffff; // rounding its fraction up would wrap around
    float nan;
    std::memcpy(&nan, &bits, sizeof nan);
    uint16_t narrow = 0;
    nrnn::floats_to_bf16(*place.session(), &nan, 1, &narrow);
    EXPECT_TRUE(std::isnan(bf16_value(narrow)));
}

TEST(conversion, every_bf16_number_survives_the_way_to_floats_and_back) {
    const fixture place(2);
    std::vector<uint16_t> numbers;
    for (uint32_t bits = 0; bits < 0x10000; ++bits)
        if (!std::isnan(bf16_value(static_cast<uint16_t>(bits))))
            numbers.push_back(static_cast<uint16_t>(bits));
    floats wide(numbers.size());
    nrnn::bf16_to_floats(*place.session(), numbers.data(), numbers.size(), wide.data());
    std::vector<uint16_t> back(numbers.size());
    nrnn::floats_to_bf16(*place.session(), wide.data(), wide.size(), back.data());
    EXPECT_EQ(numbers, back);
}

TEST(conversion, to_u8_rounds_shifts_and_clamps) {
    const fixture place;
    const floats from{0, 1, -1, .25f, 100, -100, std::numeric_limits<float>::quiet_NaN()};
    std::vector<uint8_t> numbers(from.size());
    nrnn::floats_to_u8(*place.session(), from.data(), from.size(), {63, 64}, numbers.data());
    EXPECT_EQ((std::vector<uint8_t>{64, 127, 1, 80, 255, 0, 0}), numbers);
}

} // namespace

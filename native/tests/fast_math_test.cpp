#include "core/fast_math.hpp"

#include "fixture.hpp"

#include <limits>

using namespace nrnn_test;

namespace {

constexpr double tanh_tolerance = 5e-7; // relative: the approximation's error and some roundings

float tanh_of(float x) {
    nrnn::chunk values;
    std::fill_n(values.values, nrnn::chunk_size, x);
    nrnn::tanh_chunk(values);
    return values.values[nrnn::chunk_size - 1];
}

} // namespace

TEST(fast_tanh, agrees_with_the_library_over_the_whole_range) {
    constexpr float growth = 1.0003f;
    for (float x = 1e-30f; x < std::numeric_limits<float>::max() / growth; x *= growth)
        for (const float signed_x : {x, -x}) {
            const double expected = std::tanh(double{signed_x});
            ASSERT_NEAR(expected, tanh_of(signed_x), tanh_tolerance * std::abs(expected)) << "at " << signed_x;
        }
}

TEST(fast_tanh, stays_within_one_and_keeps_what_is_special) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    for (float x = 4; x < 20; x += 0x1p-10f)
        ASSERT_LE(tanh_of(x), 1.0f) << "at " << x;
    EXPECT_EQ(0.0f, tanh_of(0));
    EXPECT_NEAR(1, tanh_of(infinity), tanh_tolerance);
    EXPECT_NEAR(-1, tanh_of(-infinity), tanh_tolerance);
    EXPECT_TRUE(std::isnan(tanh_of(std::nanf(""))));
}

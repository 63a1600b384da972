// What the tests of bf16 and int8 share.
#pragma once

#include "recurrent_bench.hpp"

namespace nrnn_test {

inline nrnn_support support(const fixture &place, nrnn_precision precision) {
    int32_t found = -1;
    expect_ok(nrnn_engine_support(place.engine(), precision, &found));
    return static_cast<nrnn_support>(found);
}

// Length of the difference over the length of what is expected.
inline double relative_difference(const floats &expected, const floats &actual) {
    floats difference(expected.size());
    for (size_t i = 0; i < expected.size(); ++i)
        difference[i] = actual[i] - expected[i];
    return std::sqrt(dot(difference, difference) / dot(expected, expected));
}

// Weights as a fresh layer has them: larger ones would make a cell without gates carry differences on and on.
struct scaled_bench : bench {
    scaled_bench(const fixture &place, const recurrent_case &c, nrnn_precision precision,
                 const std::vector<int32_t> &lengths = {})
        : bench(place, c, lengths, precision) {
        const float spread = 1 / std::sqrt(static_cast<float>(c.hidden));
        parameters.assign(random_floats(c.parameters(), 1, -spread, spread));
    }
};

using weights_handle =
    std::unique_ptr<nrnn_linear_weights, destroyer<nrnn_linear_weights, nrnn_linear_weights_destroy>>;

} // namespace nrnn_test

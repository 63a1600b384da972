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

// Five steps in one call against five calls that hand the state on.
inline void expect_single_steps_agree(const fixture &place, int32_t cell, nrnn_precision precision, double bound) {
    const recurrent_case five{cell, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 5, 3, 32, 64};
    recurrent_case one = five;
    one.steps = 1;
    const scaled_bench whole(place, five, precision), step(place, one, precision);
    expect_ok(whole.forward(false));
    const tensor state(place, whole.state_in.values());
    for (size_t t = 0; t < five.steps; ++t) {
        auto views = step.views();
        views[NRNN_RECURRENT_INPUT] = whole.input.view(t * step.input.count(), step.input.count());
        views[NRNN_RECURRENT_STATE_IN] = state;
        const auto shape = step.shape(false);
        expect_ok(nrnn_recurrent_forward(place.session(), step.layer(), &shape, views.data(), views.size()));
        state.assign(step.state_out.values());
    }
    expect_near(whole.state_out.values(), state.values(), bound, bound);
}

} // namespace nrnn_test

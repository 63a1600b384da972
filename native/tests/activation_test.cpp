#include "fixture.hpp"

using namespace nrnn_test;

namespace {

constexpr double tolerance = 1e-6; // the approximation's 5e-7, twice in a derivative
constexpr size_t several_blocks = 50001;

} // namespace

TEST(activation, tanh_agrees_with_the_library) {
    const floats x = random_floats(several_blocks, 1, -10, 10);
    floats expected(x.size());
    std::transform(x.begin(), x.end(), expected.begin(), [](float v) { return std::tanh(v); });
    for (const int threads : {1, 2, 3}) {
        const fixture place(threads);
        const tensor input(place, x);
        const tensor output(place, floats(x.size() + 1, 9.0f));
        expect_ok(nrnn_tanh(place.session(), input, output.view(0, x.size())));
        floats actual = output.values();
        EXPECT_EQ(9.0f, actual.back());
        actual.pop_back();
        expect_near(expected, actual, tolerance, 0);
    }
}

TEST(activation, tanh_may_replace_its_input) {
    const fixture place(2);
    const tensor apart(place, several_blocks);
    const tensor both(place, random_floats(several_blocks, 1, -3, 3));
    expect_ok(nrnn_tanh(place.session(), both, apart));
    expect_ok(nrnn_tanh(place.session(), both, both));
    EXPECT_TRUE(same_bits(apart.values(), both.values()));
}

TEST(activation, tanh_gradient_agrees_with_its_formula) {
    const floats y = random_floats(several_blocks, 1), dy = random_floats(several_blocks, 2);
    const fixture place(2);
    const tensor output(place, y), output_gradient(place, dy);
    expect_ok(nrnn_tanh_backward(place.session(), output, output_gradient, output_gradient));
    std::vector<double> expected(y.size());
    for (size_t i = 0; i < y.size(); ++i)
        expected[i] = dy[i] * (1 - double{y[i]} * y[i]);
    expect_near(expected, output_gradient.values(), tolerance, tolerance);
}

TEST(activation, what_does_not_fit_is_named) {
    const fixture place;
    const tensor six(place, 6), five(place, 5);
    const auto s = place.session();
    constexpr auto code = NRNN_INVALID_ARGUMENT;
    expect_failure(nrnn_tanh(s, absent, six), code, "input");
    expect_failure(nrnn_tanh(s, six, five), code, "output must hold 6");
    expect_failure(nrnn_tanh(s, six.view(0, 5), six.view(1, 5)), code, "must not overlap");
    expect_failure(nrnn_tanh(nullptr, six, six), code, "session");
    expect_failure(nrnn_tanh_backward(s, absent, six, six), code, "output");
    expect_failure(nrnn_tanh_backward(s, six, five, six), code, "output_gradient must hold 6");
    expect_failure(nrnn_tanh_backward(s, six, six, five), code, "input_gradient must hold 6");
    expect_failure(nrnn_tanh_backward(s, five, six.view(0, 5), six.view(1, 5)), code, "must not overlap");
}

#include "fixture.hpp"

using namespace nrnn_test;

namespace {

// float32 products summed in another order than the reference's.
constexpr double relative_tolerance = 1e-5;
constexpr double absolute_tolerance = 1e-5;

nrnn_linear_shape linear_shape(size_t rows, size_t inputs, size_t outputs) {
    auto shape = sized<nrnn_linear_shape>();
    shape.rows = rows;
    shape.inputs = inputs;
    shape.outputs = outputs;
    return shape;
}

struct operands {
    explicit operands(const nrnn_linear_shape &s)
        : shape(s), input(random_floats(s.rows * s.inputs, 1)), weights(random_floats(s.inputs * s.outputs, 2)),
          bias(random_floats(s.outputs, 3)), output_gradient(random_floats(s.rows * s.outputs, 4)) {}

    nrnn_linear_shape shape;
    floats input;           // [M, I]
    floats weights;         // [I, O]
    floats bias;            // [O]
    floats output_gradient; // [M, O]
};

// result[r, c] += sum over k of left(r, k) * right(k, c), in double.
template <class Left, class Right>
std::vector<double> product(size_t rows, size_t columns, size_t depth, Left &&left, Right &&right) {
    std::vector<double> result(rows * columns);
    for (size_t r = 0; r < rows; ++r)
        for (size_t c = 0; c < columns; ++c)
            for (size_t k = 0; k < depth; ++k)
                result[r * columns + c] += double{left(r, k)} * right(k, c);
    return result;
}

// The transpose of a row-major [rows, columns].
floats turned(const floats &values, size_t rows, size_t columns) {
    floats result(values.size());
    for (size_t r = 0; r < rows; ++r)
        for (size_t c = 0; c < columns; ++c)
            result[c * rows + r] = values[r * columns + c];
    return result;
}

class linear : public testing::TestWithParam<nrnn_linear_shape> {};

const nrnn_linear_shape shapes[] = {linear_shape(1, 1, 1), linear_shape(1, 256, 28), linear_shape(5, 7, 3),
                                    linear_shape(32, 65, 1), linear_shape(70, 33, 300)};

std::string name_of(const testing::TestParamInfo<nrnn_linear_shape> &info) {
    return std::to_string(info.param.rows) + "x" + std::to_string(info.param.inputs) + "x" +
           std::to_string(info.param.outputs);
}

} // namespace

INSTANTIATE_TEST_SUITE_P(shapes, linear, testing::ValuesIn(shapes), name_of);

TEST_P(linear, forward_agrees_with_the_product) {
    const operands o(GetParam());
    const auto &s = o.shape;
    auto expected = product(
        s.rows, s.outputs, s.inputs, [&](size_t r, size_t k) { return o.input[r * s.inputs + k]; },
        [&](size_t k, size_t c) { return o.weights[k * s.outputs + c]; });
    for (int threads : {1, 2}) {
        const fixture place(threads);
        const tensor input(place, o.input), weights(place, o.weights), bias(place, o.bias);
        const tensor output(place, floats(s.rows * s.outputs, 9.0f));
        expect_ok(nrnn_linear_forward(place.session(), &s, input, weights, absent, output));
        expect_near(expected, output.values(), relative_tolerance, absolute_tolerance);
        expect_ok(nrnn_linear_forward(place.session(), &s, input, weights, bias, output));
        auto with_bias = expected;
        for (size_t i = 0; i < with_bias.size(); ++i)
            with_bias[i] += o.bias[i % s.outputs];
        expect_near(with_bias, output.values(), relative_tolerance, absolute_tolerance);
    }
}

TEST_P(linear, input_gradient_agrees_with_the_product) {
    const operands o(GetParam());
    const auto &s = o.shape;
    const auto expected = product(
        s.rows, s.inputs, s.outputs, [&](size_t r, size_t k) { return o.output_gradient[r * s.outputs + k]; },
        [&](size_t k, size_t c) { return o.weights[c * s.outputs + k]; });
    const fixture place(2);
    const tensor output_gradient(place, o.output_gradient), weights(place, o.weights);
    const tensor input_gradient(place, floats(s.rows * s.inputs, 9.0f));
    expect_ok(nrnn_linear_backward_input(place.session(), &s, output_gradient, weights, input_gradient));
    expect_near(expected, input_gradient.values(), relative_tolerance, absolute_tolerance);
}

TEST_P(linear, weights_and_bias_gradients_are_added) {
    const operands o(GetParam());
    const auto &s = o.shape;
    auto expected_weights = product(
        s.inputs, s.outputs, s.rows, [&](size_t r, size_t k) { return o.input[k * s.inputs + r]; },
        [&](size_t k, size_t c) { return o.output_gradient[k * s.outputs + c]; });
    std::vector<double> expected_bias(o.bias.begin(), o.bias.end());
    for (size_t i = 0; i < o.output_gradient.size(); ++i)
        expected_bias[i % s.outputs] += o.output_gradient[i];
    for (size_t i = 0; i < expected_weights.size(); ++i)
        expected_weights[i] += o.weights[i];
    const fixture place(2);
    const tensor input(place, o.input), output_gradient(place, o.output_gradient);
    const tensor weights_gradient(place, o.weights), bias_gradient(place, o.bias);
    expect_ok(
        nrnn_linear_backward_weights(place.session(), &s, input, output_gradient, weights_gradient, bias_gradient));
    expect_near(expected_weights, weights_gradient.values(), relative_tolerance, absolute_tolerance);
    expect_near(expected_bias, bias_gradient.values(), relative_tolerance, absolute_tolerance);
}

TEST_P(linear, transposed_weights_give_what_plain_ones_do) {
    const operands o(GetParam());
    auto s = o.shape;
    const fixture place(2);
    const auto session = place.session();
    const tensor input(place, o.input), bias(place, o.bias), output_gradient(place, o.output_gradient);
    const tensor weights(place, o.weights), turned_weights(place, turned(o.weights, s.inputs, s.outputs));
    const tensor output(place, s.rows * s.outputs), same_output(place, floats(s.rows * s.outputs, 9.0f));
    const tensor input_gradient(place, o.input), same_input_gradient(place, floats(o.input.size(), 9.0f));
    const tensor gradient(place, o.weights), turned_gradient(place, turned(o.weights, s.inputs, s.outputs));
    expect_ok(nrnn_linear_forward(session, &s, input, weights, bias, output));
    expect_ok(nrnn_linear_backward_input(session, &s, output_gradient, weights, input_gradient));
    expect_ok(nrnn_linear_backward_weights(session, &s, input, output_gradient, gradient, absent));
    s.transposed = 1;
    expect_ok(nrnn_linear_forward(session, &s, input, turned_weights, bias, same_output));
    expect_ok(nrnn_linear_backward_input(session, &s, output_gradient, turned_weights, same_input_gradient));
    expect_ok(nrnn_linear_backward_weights(session, &s, input, output_gradient, turned_gradient, absent));
    expect_near(output.values(), same_output.values(), relative_tolerance, absolute_tolerance);
    expect_near(input_gradient.values(), same_input_gradient.values(), relative_tolerance, absolute_tolerance);
    expect_near(turned(gradient.values(), s.inputs, s.outputs), turned_gradient.values(), relative_tolerance,
                absolute_tolerance);
}

TEST(linear_bias, gradient_does_not_depend_on_the_threads) {
    const operands o(linear_shape(300, 2, 1000));
    floats first;
    for (int threads : {1, 2, 3}) {
        const fixture place(threads);
        const tensor input(place, o.input), output_gradient(place, o.output_gradient);
        const tensor weights_gradient(place, o.weights.size()), bias_gradient(place, o.bias);
        expect_ok(nrnn_linear_backward_weights(place.session(), &o.shape, input, output_gradient, weights_gradient,
                                               bias_gradient));
        first = first.empty() ? bias_gradient.values() : first;
        EXPECT_TRUE(same_bits(first, bias_gradient.values())) << threads << " threads";
    }
}

TEST(linear_plans, repeated_calls_create_and_allocate_nothing) {
    const fixture place(2);
    const operands o(linear_shape(32, 64, 28));
    const tensor input(place, o.input), weights(place, o.weights), bias(place, o.bias);
    const tensor output(place, o.output_gradient), input_gradient(place, o.input.size());
    const auto once = [&] {
        expect_ok(nrnn_linear_forward(place.session(), &o.shape, input, weights, bias, output));
        expect_ok(nrnn_linear_backward_input(place.session(), &o.shape, output, weights, input_gradient));
        expect_ok(nrnn_linear_backward_weights(place.session(), &o.shape, input, output, weights, bias));
    };
    once();
    const auto before = place.counters();
    for (int i = 0; i < 10; ++i)
        once();
    const auto after = place.counters();
    EXPECT_EQ(before.allocations, after.allocations);
    EXPECT_EQ(before.primitives_created, after.primitives_created);
    EXPECT_EQ(before.primitive_hits + 30, after.primitive_hits);
}

TEST(linear_errors, what_does_not_fit_is_named) {
    const fixture place;
    const auto shape = linear_shape(2, 3, 4);
    const tensor input(place, 6), weights(place, 12), bias(place, 4), output(place, 8);
    const auto s = place.session();
    constexpr auto code = NRNN_INVALID_ARGUMENT;
    expect_failure(nrnn_linear_forward(s, &shape, bias, weights, bias, output), code, "input must hold 6");
    expect_failure(nrnn_linear_forward(s, &shape, input, input, bias, output), code, "weights must hold 12");
    expect_failure(nrnn_linear_forward(s, &shape, input, weights, input, output), code, "bias must hold 4");
    expect_failure(nrnn_linear_forward(s, &shape, input, weights, bias, absent), code, "output must hold 8");
    expect_failure(nrnn_linear_backward_input(s, &shape, input, weights, input), code, "output_gradient");
    expect_failure(nrnn_linear_backward_input(s, &shape, output, weights, absent), code, "input_gradient");
    expect_failure(nrnn_linear_backward_weights(s, &shape, input, output, bias, bias), code, "weights_gradient");
    expect_failure(nrnn_linear_backward_weights(s, &shape, input, output, weights, input), code, "bias_gradient");
    expect_failure(nrnn_linear_forward(s, nullptr, input, weights, bias, output), code, "nrnn_linear_shape");
    auto turned_shape = shape;
    turned_shape.transposed = 2;
    expect_failure(nrnn_linear_forward(s, &turned_shape, input, weights, bias, output), code, "transposed");
    const auto empty = linear_shape(0, 3, 4);
    expect_failure(nrnn_linear_forward(s, &empty, input, weights, bias, output), code, "at least 1");
}

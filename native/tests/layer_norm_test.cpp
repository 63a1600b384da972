#include "fixture.hpp"

using namespace nrnn_test;

namespace {

constexpr float epsilon = 1e-3f; // Keras's, so that a test sees it
constexpr double tolerance = 2e-6;
constexpr double gradient_tolerance = 2e-5; // sums over all rows

struct sizes {
    size_t rows;
    size_t width;
};

// One number, less than a chunk, a chunk, a few, and many blocks of rows and of columns.
constexpr sizes many_sizes[] = {{3, 1}, {2, 7}, {5, 32}, {4, 200}, {301, 131}, {3, 20000}};

nrnn_layer_norm_shape norm_shape(sizes size) {
    auto shape = sized<nrnn_layer_norm_shape>();
    shape.rows = size.rows;
    shape.width = size.width;
    shape.epsilon = epsilon;
    return shape;
}

using doubles = std::vector<double>;

struct reference {
    doubles output;
    doubles statistics;
};

// The paper's formula, row by row.
reference normalised(sizes size, const doubles &x, const doubles &gain, const doubles &shift) {
    reference result{doubles(x.size()), doubles(2 * size.rows)};
    for (size_t row = 0; row < size.rows; ++row) {
        const double *from = x.data() + row * size.width;
        double mean = 0, variance = 0;
        for (size_t j = 0; j < size.width; ++j)
            mean += from[j] / static_cast<double>(size.width);
        for (size_t j = 0; j < size.width; ++j)
            variance += (from[j] - mean) * (from[j] - mean) / static_cast<double>(size.width);
        const double scale = 1 / std::sqrt(variance + double{epsilon});
        for (size_t j = 0; j < size.width; ++j)
            result.output[row * size.width + j] = (from[j] - mean) * scale * gain[j] + shift[j];
        result.statistics[2 * row] = mean;
        result.statistics[2 * row + 1] = scale;
    }
    return result;
}

doubles wide(const floats &values) { return {values.begin(), values.end()}; }

struct layer {
    sizes size;
    floats x = random_floats(size.rows * size.width, 1, -2, 3);
    floats gain = random_floats(size.width, 2, 0.5f, 1.5f);
    floats shift = random_floats(size.width, 3);
    floats dy = random_floats(size.rows * size.width, 4);

    reference expected() const { return normalised(size, wide(x), wide(gain), wide(shift)); }
};

struct gradients {
    floats input;
    floats gain;
    floats shift;
};

// The gradients of parameters start at 1 each: they are added to.
gradients gradients_of(const layer &l, int threads) {
    const fixture place(threads);
    const auto s = place.session();
    const auto shape = norm_shape(l.size);
    const tensor input(place, l.x), gain(place, l.gain), shift(place, l.shift), output(place, l.x.size());
    const tensor statistics(place, 2 * l.size.rows), dy(place, l.dy), dx(place, floats(l.x.size(), 9.0f));
    const tensor dgain(place, floats(l.size.width, 1.0f)), dshift(place, floats(l.size.width, 1.0f));
    expect_ok(nrnn_layer_norm_forward(s, &shape, input, gain, shift, output, statistics));
    expect_ok(nrnn_layer_norm_backward(s, &shape, input, gain, statistics, dy, dx, dgain, dshift));
    return {dx.values(), dgain.values(), dshift.values()};
}

// Central differences of sum(output * dy) in float64, where the step's error is far below the tolerance.
template <class Loss>
doubles differences(const floats &values, Loss &&loss) {
    constexpr double step = 1e-5;
    doubles moved = wide(values), slopes(values.size());
    for (size_t i = 0; i < values.size(); ++i) {
        moved[i] = values[i] + step;
        const double above = loss(moved);
        moved[i] = values[i] - step;
        slopes[i] = (above - loss(moved)) / (2 * step);
        moved[i] = values[i];
    }
    return slopes;
}

double weighted(const doubles &output, const floats &dy) {
    double sum = 0;
    for (size_t i = 0; i < dy.size(); ++i)
        sum += output[i] * dy[i];
    return sum;
}

} // namespace

TEST(layer_norm, agrees_with_the_formula) {
    for (const sizes size : many_sizes) {
        const layer l{size};
        const reference expected = l.expected();
        const auto shape = norm_shape(size);
        for (const int threads : {1, 2, 3}) {
            const fixture place(threads);
            const tensor input(place, l.x), gain(place, l.gain), shift(place, l.shift);
            const tensor output(place, l.x.size()), statistics(place, 2 * size.rows);
            expect_ok(nrnn_layer_norm_forward(place.session(), &shape, input, gain, shift, output, statistics));
            expect_near(expected.output, output.values(), tolerance, tolerance);
            expect_near(expected.statistics, statistics.values(), tolerance, tolerance);
            expect_ok(nrnn_layer_norm_forward(place.session(), &shape, input, gain, shift, input, absent));
            EXPECT_TRUE(same_bits(output.values(), input.values()));
        }
    }
}

// torch.nn.functional.layer_norm(tensor([[1., 2., 4.]]), (3,), eps=1e-3) by hand: mean 7/3, variance 14/9.
TEST(layer_norm, a_row_by_hand) {
    const fixture place;
    const auto shape = norm_shape({1, 3});
    const tensor input(place, floats{1, 2, 4}), gain(place, floats{1, 1, 2}), shift(place, floats{0, 0, 1});
    const tensor output(place, 3);
    expect_ok(nrnn_layer_norm_forward(place.session(), &shape, input, gain, shift, output, absent));
    expect_near(doubles{-1.0687015, -0.2671754, 3.6717538}, output.values(), 0, 1e-6);
}

TEST(layer_norm, a_row_far_from_zero_keeps_its_variance) {
    const fixture place;
    const auto shape = norm_shape({1, 4});
    const tensor input(place, floats{10001, 10002, 10003, 10004}), gain(place, floats(4, 1.0f)), shift(place, 4);
    const tensor output(place, 4);
    expect_ok(nrnn_layer_norm_forward(place.session(), &shape, input, gain, shift, output, absent));
    expect_near(doubles{-1.3411045, -0.4470348, 0.4470348, 1.3411045}, output.values(), 0, 1e-5);
}

TEST(layer_norm, gradients_are_those_of_differences) {
    for (const sizes size : {sizes{3, 1}, sizes{4, 7}, sizes{3, 45}}) {
        const layer l{size};
        const doubles x = wide(l.x), gain = wide(l.gain), shift = wide(l.shift);
        const gradients actual = gradients_of(l, 1);
        expect_near(
            differences(l.x, [&](const doubles &v) { return weighted(normalised(size, v, gain, shift).output, l.dy); }),
            actual.input, gradient_tolerance, gradient_tolerance);
        doubles dgain =
            differences(l.gain, [&](const doubles &v) { return weighted(normalised(size, x, v, shift).output, l.dy); });
        doubles dshift =
            differences(l.shift, [&](const doubles &v) { return weighted(normalised(size, x, gain, v).output, l.dy); });
        for (doubles *sums : {&dgain, &dshift})
            for (double &one : *sums)
                one += 1; // what the gradients held before
        expect_near(dgain, actual.gain, gradient_tolerance, gradient_tolerance);
        expect_near(dshift, actual.shift, gradient_tolerance, gradient_tolerance);
    }
}

TEST(layer_norm, gradients_do_not_depend_on_the_threads) {
    for (const sizes size : many_sizes) {
        const layer l{size};
        const gradients expected = gradients_of(l, 1);
        for (const int threads : {2, 3}) {
            const gradients actual = gradients_of(l, threads);
            EXPECT_TRUE(same_bits(expected.input, actual.input));
            EXPECT_TRUE(same_bits(expected.gain, actual.gain));
            EXPECT_TRUE(same_bits(expected.shift, actual.shift));
        }
    }
}

TEST(layer_norm, input_gradient_may_replace_the_output_gradient_or_be_absent) {
    const layer l{{5, 70}};
    const gradients expected = gradients_of(l, 1);
    const fixture place;
    const auto s = place.session();
    const auto shape = norm_shape(l.size);
    const tensor input(place, l.x), gain(place, l.gain), dy(place, l.dy), statistics(place, 10), output(place, 350);
    const tensor ones(place, floats(70, 1.0f)), dshift(place, floats(70, 1.0f)), dgain(place, floats(70, 1.0f));
    expect_ok(nrnn_layer_norm_forward(s, &shape, input, gain, ones, output, statistics));
    expect_ok(nrnn_layer_norm_backward(s, &shape, input, gain, statistics, dy, absent, dgain, dshift));
    EXPECT_TRUE(same_bits(expected.gain, dgain.values()));
    EXPECT_TRUE(same_bits(l.dy, dy.values()));
    dgain.assign(floats(70, 1.0f));
    expect_ok(nrnn_layer_norm_backward(s, &shape, input, gain, statistics, dy, dy, dgain, dshift));
    EXPECT_TRUE(same_bits(expected.gain, dgain.values()));
    EXPECT_TRUE(same_bits(expected.input, dy.values()));
}

TEST(layer_norm, what_does_not_fit_is_named) {
    const fixture place;
    const auto shape = norm_shape({2, 3}), empty = norm_shape({0, 3});
    const tensor six(place, 7), three(place, 3), four(place, 4);
    const nrnn_tensor x = six.view(0, 6);
    const auto s = place.session();
    constexpr auto code = NRNN_INVALID_ARGUMENT;
    for (const float bad : {0.0f, -1.0f, std::nanf("")}) {
        auto other = shape;
        other.epsilon = bad;
        expect_failure(nrnn_layer_norm_forward(s, &other, x, three, three, x, four), code, "epsilon");
    }
    expect_failure(nrnn_layer_norm_forward(s, &empty, x, three, three, x, four), code, "at least 1");
    expect_failure(nrnn_layer_norm_forward(s, nullptr, x, three, three, x, four), code, "nrnn_layer_norm_shape");
    expect_failure(nrnn_layer_norm_forward(s, &shape, three, three, three, x, four), code, "input must hold 6");
    expect_failure(nrnn_layer_norm_forward(s, &shape, x, four, three, x, four), code, "gain must hold 3");
    expect_failure(nrnn_layer_norm_forward(s, &shape, x, three, four, x, four), code, "shift must hold 3");
    expect_failure(nrnn_layer_norm_forward(s, &shape, x, three, three, four, four), code, "output must hold 6");
    expect_failure(nrnn_layer_norm_forward(s, &shape, x, three, three, x, three), code, "statistics must hold 4");
    expect_failure(nrnn_layer_norm_forward(s, &shape, x, three, three, six.view(1, 6), four), code, "overlap");
    expect_failure(nrnn_layer_norm_backward(s, &shape, x, three, absent, x, x, three, three), code, "statistics");
    expect_failure(nrnn_layer_norm_backward(s, &shape, x, three, four, four, x, three, three), code, "output_gradient");
    expect_failure(nrnn_layer_norm_backward(s, &shape, x, three, four, x, four, three, three), code, "input_gradient");
    expect_failure(nrnn_layer_norm_backward(s, &shape, x, three, four, x, six.view(1, 6), three, three), code,
                   "overlap");
    expect_failure(nrnn_layer_norm_backward(s, &shape, x, three, four, x, x, four, three), code, "gain_gradient");
    expect_failure(nrnn_layer_norm_backward(s, &shape, x, three, four, x, x, three, absent), code, "shift_gradient");
}

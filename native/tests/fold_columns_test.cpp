#include "fixture.hpp"

using namespace nrnn_test;

namespace {

nrnn_fold_shape fold_shape(size_t rows, size_t width, size_t parts) {
    auto shape = sized<nrnn_fold_shape>();
    shape.rows = rows;
    shape.width = width;
    shape.parts = parts;
    return shape;
}

} // namespace

TEST(fold_columns, adds_the_parts_of_each_row) {
    const fixture place;
    const auto shape = fold_shape(2, 2, 3);
    const tensor input(place, floats{1, 2, 10, 20, 100, 200, 3, 4, 30, 40, 300, 400}), output(place, floats(4, 9.0f));
    expect_ok(nrnn_fold_columns(place.session(), &shape, input, output));
    EXPECT_EQ((floats{111, 222, 333, 444}), output.values());
}

TEST(fold_columns, one_part_is_a_copy) {
    const fixture place;
    const auto shape = fold_shape(2, 3, 1);
    const floats values = random_floats(6, 1);
    const tensor input(place, values), output(place, 6);
    expect_ok(nrnn_fold_columns(place.session(), &shape, input, output));
    EXPECT_TRUE(same_bits(values, output.values()));
}

TEST(fold_columns, agrees_with_a_loop_over_many_blocks) {
    constexpr size_t rows = 301, width = 75, parts = 2;
    const auto shape = fold_shape(rows, width, parts);
    const floats x = random_floats(rows * parts * width, 1), dy = random_floats(rows * width, 2);
    floats y(rows * width), dx(rows * parts * width);
    for (size_t row = 0; row < rows; ++row)
        for (size_t j = 0; j < width; ++j) {
            y[row * width + j] = x[row * parts * width + j] + x[(row * parts + 1) * width + j];
            for (size_t part = 0; part < parts; ++part)
                dx[(row * parts + part) * width + j] = dy[row * width + j];
        }
    for (const int threads : {1, 2}) {
        const fixture place(threads);
        const tensor input(place, x), output(place, rows * width);
        const tensor output_gradient(place, dy), input_gradient(place, floats(x.size(), 9.0f));
        expect_ok(nrnn_fold_columns(place.session(), &shape, input, output));
        expect_ok(nrnn_repeat_columns(place.session(), &shape, output_gradient, input_gradient));
        EXPECT_TRUE(same_bits(y, output.values()));
        EXPECT_TRUE(same_bits(dx, input_gradient.values()));
    }
}

TEST(fold_columns, what_does_not_fit_is_named) {
    const fixture place;
    const auto shape = fold_shape(2, 3, 2), empty = fold_shape(2, 0, 2);
    const tensor whole(place, 12), half(place, 6);
    const auto s = place.session();
    constexpr auto code = NRNN_INVALID_ARGUMENT;
    expect_failure(nrnn_fold_columns(s, &shape, half, half), code, "input must hold 12");
    expect_failure(nrnn_fold_columns(s, &shape, whole, whole), code, "output must hold 6");
    expect_failure(nrnn_fold_columns(s, &shape, whole, whole.view(6, 6)), code, "must not overlap");
    expect_failure(nrnn_fold_columns(s, &empty, whole, half), code, "at least 1");
    expect_failure(nrnn_fold_columns(s, nullptr, whole, half), code, "nrnn_fold_shape");
    expect_failure(nrnn_fold_columns(nullptr, &shape, whole, half), code, "session");
    expect_failure(nrnn_repeat_columns(s, &shape, whole, whole), code, "output_gradient must hold 6");
    expect_failure(nrnn_repeat_columns(s, &shape, half, half), code, "input_gradient must hold 12");
    expect_failure(nrnn_repeat_columns(s, &shape, whole.view(6, 6), whole), code, "must not overlap");
}

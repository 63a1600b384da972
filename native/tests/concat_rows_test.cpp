#include "fixture.hpp"

using namespace nrnn_test;

namespace {

nrnn_concat_shape concat_shape(size_t rows, size_t left_width, size_t right_rows, size_t right_width,
                               const int32_t *index = nullptr) {
    auto shape = sized<nrnn_concat_shape>();
    shape.rows = rows;
    shape.left_width = left_width;
    shape.right_rows = right_rows;
    shape.right_width = right_width;
    shape.index = index;
    return shape;
}

} // namespace

TEST(concat_rows, repeats_the_right_rows) {
    const fixture place;
    const auto shape = concat_shape(4, 2, 2, 1);
    const tensor left(place, floats{1, 2, 3, 4, 5, 6, 7, 8}), right(place, floats{10, 20}), output(place, 12);
    expect_ok(nrnn_concat_rows(place.session(), &shape, left, right, output));
    EXPECT_EQ((floats{1, 2, 10, 3, 4, 20, 5, 6, 10, 7, 8, 20}), output.values());
}

TEST(concat_rows, takes_right_rows_by_an_index) {
    const fixture place;
    const std::vector<int32_t> index{2, 2, 0};
    const auto shape = concat_shape(3, 1, 3, 2, index.data());
    const tensor left(place, floats{1, 2, 3}), right(place, floats{10, 11, 20, 21, 30, 31}), output(place, 9);
    expect_ok(nrnn_concat_rows(place.session(), &shape, left, right, output));
    EXPECT_EQ((floats{1, 30, 31, 2, 30, 31, 3, 10, 11}), output.values());
}

TEST(concat_rows, gradients_are_those_of_a_loop_over_many_blocks) {
    constexpr size_t rows = 301, a = 70, q = 40, b = 50;
    const auto shape = concat_shape(rows, a, q, b);
    const floats dy = random_floats(rows * (a + b), 1);
    std::vector<double> da(rows * a), db(q * b);
    for (size_t row = 0; row < rows; ++row) {
        for (size_t j = 0; j < a; ++j)
            da[row * a + j] = dy[row * (a + b) + j];
        for (size_t j = 0; j < b; ++j)
            db[row % q * b + j] += dy[row * (a + b) + a + j];
    }
    for (const int threads : {1, 2}) {
        const fixture place(threads);
        const tensor output_gradient(place, dy);
        const tensor left(place, floats(rows * a, 9.0f)), right(place, floats(q * b, 9.0f));
        expect_ok(nrnn_concat_rows_backward(place.session(), &shape, output_gradient, left, absent));
        expect_ok(nrnn_concat_rows_backward(place.session(), &shape, output_gradient, absent, right));
        expect_near(da, left.values(), 0, 0);
        expect_near(db, right.values(), 1e-6, 1e-6);
    }
}

TEST(concat_rows, right_rows_that_nobody_took_have_zero_gradient) {
    const fixture place;
    const auto shape = concat_shape(1, 1, 2, 1);
    const tensor output_gradient(place, floats{3, 4}), right(place, floats{9, 9});
    expect_ok(nrnn_concat_rows_backward(place.session(), &shape, output_gradient, absent, right));
    EXPECT_EQ((floats{4, 0}), right.values());
}

TEST(concat_rows, what_does_not_fit_is_named) {
    const fixture place;
    const std::vector<int32_t> bad{0, 2, 0, 0}, good{0, 1, 0, 0};
    const auto shape = concat_shape(4, 2, 2, 1);
    const auto with_bad = concat_shape(4, 2, 2, 1, bad.data()), with_good = concat_shape(4, 2, 2, 1, good.data());
    const auto empty = concat_shape(4, 0, 2, 1);
    const tensor left(place, 8), right(place, 2), output(place, floats(12, 9.0f));
    const auto s = place.session();
    constexpr auto code = NRNN_INVALID_ARGUMENT;
    expect_failure(nrnn_concat_rows(s, &shape, right, right, output), code, "left must hold 8");
    expect_failure(nrnn_concat_rows(s, &shape, left, left, output), code, "right must hold 2");
    expect_failure(nrnn_concat_rows(s, &shape, left, right, left), code, "output must hold 12");
    expect_failure(nrnn_concat_rows(s, &shape, output.view(4, 8), right, output), code, "must not overlap");
    expect_failure(nrnn_concat_rows(s, &with_bad, left, right, output), code, "index[1] is 2");
    expect_failure(nrnn_concat_rows(s, nullptr, left, right, output), code, "nrnn_concat_shape");
    expect_failure(nrnn_concat_rows(s, &empty, left, right, output), code, "at least 1");
    expect_failure(nrnn_concat_rows(nullptr, &shape, left, right, output), code, "session");
    expect_failure(nrnn_concat_rows_backward(s, &shape, left, left, right), code, "output_gradient must hold 12");
    expect_failure(nrnn_concat_rows_backward(s, &shape, output, right, right), code, "left_gradient must hold 8");
    expect_failure(nrnn_concat_rows_backward(s, &shape, output, left, left), code, "right_gradient must hold 2");
    expect_failure(nrnn_concat_rows_backward(s, &with_good, output, left, right), NRNN_UNSUPPORTED, "index");
    EXPECT_EQ(floats(12, 9.0f), output.values());
}

#include "fixture.hpp"

#include <limits>

using namespace nrnn_test;

namespace {

constexpr size_t several_blocks = 50001; // of 16384, the last one short

nrnn_rows_shape rows_shape(size_t groups, size_t source_rows, size_t target_rows, size_t width) {
    auto shape = sized<nrnn_rows_shape>();
    shape.groups = groups;
    shape.source_rows = source_rows;
    shape.target_rows = target_rows;
    shape.width = width;
    return shape;
}

} // namespace

TEST(elementwise, fill_writes_the_view_and_nothing_else) {
    for (int threads : {1, 2, 3}) {
        const fixture place(threads);
        const tensor target(place, floats(several_blocks + 2, -1.0f));
        expect_ok(nrnn_fill(place.session(), target.view(1, several_blocks), 2.5f));
        floats expected(several_blocks + 2, 2.5f);
        expected.front() = expected.back() = -1.0f;
        EXPECT_TRUE(same_bits(expected, target.values()));
    }
}

TEST(elementwise, copy_moves_every_float) {
    for (int threads : {1, 2, 3}) {
        const fixture place(threads);
        const tensor source(place, random_floats(several_blocks, 1));
        const tensor target(place, several_blocks);
        expect_ok(nrnn_copy(place.session(), source, target));
        EXPECT_TRUE(same_bits(source.values(), target.values()));
    }
}

TEST(elementwise, copy_may_overlap) {
    const fixture place(2);
    const floats values = random_floats(several_blocks, 1);
    const tensor whole(place, values);
    expect_ok(nrnn_copy(place.session(), whole.view(0, several_blocks - 3), whole.view(3, several_blocks - 3)));
    floats expected = values;
    std::copy_backward(values.begin(), values.end() - 3, expected.end());
    EXPECT_TRUE(same_bits(expected, whole.values()));
}

TEST(elementwise, copy_of_nothing_does_nothing) {
    const fixture place;
    const tensor values(place, floats{1, 2});
    expect_ok(nrnn_copy(place.session(), values.view(0, 0), values.view(1, 0)));
    EXPECT_EQ((floats{1, 2}), values.values());
}

TEST(elementwise, add_accumulates) {
    for (int threads : {1, 2, 3}) {
        const fixture place(threads);
        const floats a = random_floats(several_blocks, 1);
        const floats b = random_floats(several_blocks, 2);
        const tensor source(place, a);
        const tensor target(place, b);
        expect_ok(nrnn_add(place.session(), source, target));
        floats expected(several_blocks);
        std::transform(a.begin(), a.end(), b.begin(), expected.begin(), std::plus<float>());
        EXPECT_TRUE(same_bits(expected, target.values()));
    }
}

TEST(elementwise, add_of_a_view_to_itself_doubles) {
    const fixture place;
    const tensor values(place, floats{1, -2, 3.5f});
    expect_ok(nrnn_add(place.session(), values, values));
    EXPECT_EQ((floats{2, -4, 7}), values.values());
}

TEST(elementwise, add_refuses_partly_overlapping_views) {
    const fixture place;
    const tensor values(place, floats{1, 2, 3});
    expect_failure(nrnn_add(place.session(), values.view(0, 2), values.view(1, 2)), NRNN_INVALID_ARGUMENT,
                   "must not overlap");
    EXPECT_EQ((floats{1, 2, 3}), values.values());
}

TEST(elementwise, a_view_of_the_wrong_size_is_named) {
    const fixture place;
    const tensor three(place, 3);
    const tensor four(place, 4);
    expect_failure(nrnn_copy(place.session(), three, four), NRNN_INVALID_ARGUMENT, "target must hold 3 floats");
    expect_failure(nrnn_add(place.session(), absent, four), NRNN_INVALID_ARGUMENT, "source");
    expect_failure(nrnn_fill(place.session(), four.view(2, 3), 0), NRNN_INVALID_ARGUMENT, "target");
    expect_failure(nrnn_fill(nullptr, four, 0), NRNN_INVALID_ARGUMENT, "session");
}

TEST(elementwise, gather_rows_selects_and_repeats_within_groups) {
    const fixture place;
    const auto shape = rows_shape(2, 3, 4, 2);
    const tensor source(place, floats{0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121}); // [2, 3, 2]
    const tensor target(place, 16);                                                         // [2, 4, 2]
    const std::vector<int32_t> index{2, 0, 0, 1};
    expect_ok(nrnn_gather_rows(place.session(), &shape, source, target, index.data()));
    EXPECT_EQ((floats{20, 21, 0, 1, 0, 1, 10, 11, 120, 121, 100, 101, 100, 101, 110, 111}), target.values());
}

TEST(elementwise, gather_rows_agrees_with_a_loop_over_many_blocks) {
    const fixture place(3);
    const auto shape = rows_shape(5, 70, 64, 300);
    const floats values = random_floats(5 * 70 * 300, 1);
    const tensor source(place, values);       // [5, 70, 300]
    const tensor target(place, 5 * 64 * 300); // [5, 64, 300]
    const auto index = random_ids(64, 2, 70);
    expect_ok(nrnn_gather_rows(place.session(), &shape, source, target, index.data()));
    const floats actual = target.values();
    for (size_t g = 0; g < 5; ++g)
        for (size_t i = 0; i < 64; ++i)
            for (size_t j = 0; j < 300; ++j)
                ASSERT_EQ(values[(g * 70 + index[i]) * 300 + j], actual[(g * 64 + i) * 300 + j]);
}

TEST(elementwise, gather_rows_names_what_does_not_fit) {
    const fixture place;
    const auto shape = rows_shape(1, 3, 2, 2);
    const tensor source(place, 6);
    const tensor target(place, floats(4, 7.0f));
    const std::vector<int32_t> good{0, 1};
    const std::vector<int32_t> bad{0, 3};
    const auto gather = [&](const nrnn_rows_shape *s, nrnn_tensor from, nrnn_tensor to, const int32_t *index) {
        return nrnn_gather_rows(place.session(), s, from, to, index);
    };
    expect_failure(gather(&shape, source, target, bad.data()), NRNN_INVALID_ARGUMENT, "index[1] is 3");
    expect_failure(gather(&shape, source, target, nullptr), NRNN_INVALID_ARGUMENT, "index");
    expect_failure(gather(&shape, source.view(0, 5), target, good.data()), NRNN_INVALID_ARGUMENT, "source");
    expect_failure(gather(&shape, source, target.view(0, 3), good.data()), NRNN_INVALID_ARGUMENT, "target");
    expect_failure(gather(&shape, source, source.view(2, 4), good.data()), NRNN_INVALID_ARGUMENT, "overlap");
    expect_failure(gather(nullptr, source, target, good.data()), NRNN_INVALID_ARGUMENT, "nrnn_rows_shape");
    EXPECT_EQ(floats(4, 7.0f), target.values());
}

TEST(elementwise, sizes_whose_product_overflows_are_refused) {
    const fixture place;
    const auto shape = rows_shape(std::numeric_limits<size_t>::max() / 2, 4, 4, 4);
    const tensor values(place, 4);
    const int32_t index[4] = {};
    expect_failure(nrnn_gather_rows(place.session(), &shape, values, values, index), NRNN_INVALID_ARGUMENT,
                   "too large");
}

TEST(elementwise, sums_of_groups_are_added) {
    const fixture place;
    const nrnn_groups_shape shape{sizeof shape, 2, 3, 2};
    const tensor source(place, floats{1, 2, 10, 20, 100, 200, 3, 4, 30, 40, 300, 400});
    const tensor target(place, floats{1000, 2000, 3000, 4000});
    expect_ok(nrnn_sum_groups(place.session(), &shape, source, target));
    EXPECT_EQ((floats{1111, 2222, 3333, 4444}), target.values());
}

TEST(elementwise, sums_of_groups_agree_with_a_loop_whatever_the_threads) {
    constexpr size_t groups = 3, rows = 41, width = 1003;
    const nrnn_groups_shape shape{sizeof shape, groups, rows, width};
    const floats values = random_floats(groups * rows * width, 1), start = random_floats(groups * width, 2);
    floats expected = start;
    for (size_t row = 0; row < groups * rows; ++row)
        for (size_t j = 0; j < width; ++j)
            expected[row / rows * width + j] += values[row * width + j];
    for (const int threads : {1, 2, 3}) {
        const fixture place(threads);
        const tensor source(place, values), target(place, start);
        expect_ok(nrnn_sum_groups(place.session(), &shape, source, target));
        EXPECT_TRUE(same_bits(expected, target.values()));
    }
}

TEST(elementwise, sum_groups_names_what_does_not_fit) {
    const fixture place;
    const nrnn_groups_shape shape{sizeof shape, 2, 3, 2};
    const tensor source(place, 12), target(place, 4);
    const auto s = place.session();
    expect_failure(nrnn_sum_groups(s, &shape, target, target), NRNN_INVALID_ARGUMENT, "source must hold 12");
    expect_failure(nrnn_sum_groups(s, &shape, source, source), NRNN_INVALID_ARGUMENT, "target must hold 4");
    expect_failure(nrnn_sum_groups(s, &shape, source, source.view(8, 4)), NRNN_INVALID_ARGUMENT, "overlap");
    expect_failure(nrnn_sum_groups(s, nullptr, source, target), NRNN_INVALID_ARGUMENT, "nrnn_groups_shape");
}

TEST(elementwise, one_hot_writes_a_one_at_each_id) {
    const fixture place;
    const tensor output(place, floats(8, 5.0f)); // [2, 4]
    const std::vector<int32_t> ids{3, 0};
    expect_ok(nrnn_one_hot(place.session(), ids.data(), 2, 4, output));
    EXPECT_EQ((floats{0, 0, 0, 1, 1, 0, 0, 0}), output.values());
}

TEST(elementwise, one_hot_names_the_first_id_outside_the_classes) {
    const fixture place;
    const tensor output(place, floats(8, 5.0f));
    const std::vector<int32_t> high{3, 4};
    const std::vector<int32_t> negative{-1, 0};
    expect_failure(nrnn_one_hot(place.session(), high.data(), 2, 4, output), NRNN_INVALID_ARGUMENT, "ids[1] is 4");
    expect_failure(nrnn_one_hot(place.session(), negative.data(), 2, 4, output), NRNN_INVALID_ARGUMENT,
                   "ids[0] is -1; it must be at least 0 and below 4");
    expect_failure(nrnn_one_hot(place.session(), nullptr, 2, 4, output), NRNN_INVALID_ARGUMENT, "ids");
    EXPECT_EQ(floats(8, 5.0f), output.values());
}

#include "fixture.hpp"

using namespace nrnn_test;

namespace {

nrnn_embedding_shape embedding_shape(size_t count, size_t classes, size_t width) {
    auto shape = sized<nrnn_embedding_shape>();
    shape.count = count;
    shape.classes = classes;
    shape.width = width;
    return shape;
}

// The table's gradient after a backward pass over ids that often repeat.
floats table_gradient(int threads, const nrnn_embedding_shape &shape) {
    const fixture place(threads);
    const tensor output_gradient(place, random_floats(shape.count * shape.width, 2)); // [count, E]
    const tensor gradient(place, random_floats(shape.classes * shape.width, 3));      // [V, E]
    const auto ids = random_ids(shape.count, 4, static_cast<int>(shape.classes));
    expect_ok(nrnn_embedding_backward(place.session(), &shape, ids.data(), output_gradient, gradient));
    return gradient.values();
}

} // namespace

TEST(embedding, forward_takes_the_rows_at_ids) {
    const fixture place;
    const auto shape = embedding_shape(3, 3, 2);
    const tensor table(place, floats{0, 1, 10, 11, 20, 21}); // [3, 2]
    const tensor output(place, 6);                           // [3, 2]
    const std::vector<int32_t> ids{2, 0, 2};
    expect_ok(nrnn_embedding_forward(place.session(), &shape, ids.data(), table, output));
    EXPECT_EQ((floats{20, 21, 0, 1, 20, 21}), output.values());
}

TEST(embedding, forward_agrees_with_a_loop_over_many_blocks) {
    const fixture place(3);
    const auto shape = embedding_shape(1001, 37, 65);
    const floats rows = random_floats(37 * 65, 1);
    const tensor table(place, rows);
    const tensor output(place, 1001 * 65);
    const auto ids = random_ids(1001, 2, 37);
    expect_ok(nrnn_embedding_forward(place.session(), &shape, ids.data(), table, output));
    const floats actual = output.values();
    for (size_t i = 0; i < 1001; ++i)
        for (size_t j = 0; j < 65; ++j)
            ASSERT_EQ(rows[static_cast<size_t>(ids[i]) * 65 + j], actual[i * 65 + j]);
}

TEST(embedding, backward_adds_in_the_order_of_ids) {
    const auto shape = embedding_shape(2000, 7, 150);
    const floats from = random_floats(shape.count * shape.width, 2);
    const auto ids = random_ids(shape.count, 4, 7);
    floats expected = random_floats(7 * 150, 3);
    for (size_t i = 0; i < shape.count; ++i)
        for (size_t j = 0; j < 150; ++j)
            expected[static_cast<size_t>(ids[i]) * 150 + j] += from[i * 150 + j];
    for (int threads : {1, 2, 3})
        EXPECT_TRUE(same_bits(expected, table_gradient(threads, shape))) << threads << " threads";
}

// <output_gradient, forward(table)> = <backward(output_gradient), table>: the two are each other's transpose.
TEST(embedding, backward_is_the_transpose_of_forward) {
    const fixture place;
    const auto shape = embedding_shape(50, 9, 12);
    const auto ids = random_ids(50, 1, 9);
    const tensor table(place, random_floats(9 * 12, 2));
    const tensor output(place, 50 * 12);
    const tensor output_gradient(place, random_floats(50 * 12, 3));
    const tensor gradient(place, 9 * 12);
    expect_ok(nrnn_embedding_forward(place.session(), &shape, ids.data(), table, output));
    expect_ok(nrnn_embedding_backward(place.session(), &shape, ids.data(), output_gradient, gradient));
    EXPECT_NEAR(dot(output_gradient.values(), output.values()), dot(gradient.values(), table.values()), 1e-4);
}

TEST(embedding, an_id_outside_the_table_is_named_and_nothing_is_written) {
    const fixture place;
    const auto shape = embedding_shape(2, 3, 2);
    const tensor table(place, floats(6, 1.0f));
    const tensor output(place, floats(4, 9.0f));
    const std::vector<int32_t> ids{0, 3};
    expect_failure(nrnn_embedding_forward(place.session(), &shape, ids.data(), table, output), NRNN_INVALID_ARGUMENT,
                   "ids[1] is 3");
    expect_failure(nrnn_embedding_backward(place.session(), &shape, ids.data(), output, table), NRNN_INVALID_ARGUMENT,
                   "ids[1] is 3");
    EXPECT_EQ(floats(4, 9.0f), output.values());
    EXPECT_EQ(floats(6, 1.0f), table.values());
}

TEST(embedding, what_does_not_fit_is_named) {
    const fixture place;
    const auto shape = embedding_shape(2, 3, 2);
    const tensor table(place, 6);
    const tensor output(place, 4);
    const std::vector<int32_t> ids{0, 1};
    const auto s = place.session();
    const int32_t *some = ids.data();
    expect_failure(nrnn_embedding_forward(s, &shape, some, output, output), NRNN_INVALID_ARGUMENT, "table");
    expect_failure(nrnn_embedding_forward(s, &shape, some, table, table), NRNN_INVALID_ARGUMENT, "output");
    expect_failure(nrnn_embedding_forward(s, &shape, nullptr, table, output), NRNN_INVALID_ARGUMENT, "ids");
    expect_failure(nrnn_embedding_backward(s, &shape, some, table, table), NRNN_INVALID_ARGUMENT, "output_gradient");
    expect_failure(nrnn_embedding_backward(s, &shape, some, output, output), NRNN_INVALID_ARGUMENT, "table_gradient");
    expect_failure(nrnn_embedding_forward(s, nullptr, some, table, output), NRNN_INVALID_ARGUMENT,
                   "nrnn_embedding_shape");
}

// What is a GPU engine's own: its memory, what it refuses, and that its numbers are the CPU's.
#include "recurrent_bench.hpp"

using namespace nrnn_test;

namespace {

constexpr double same_as_cpu = 1e-5;

class gpu_engine : public testing::Test {
protected:
    void SetUp() override {
        if (!is_gpu_tested())
            GTEST_SKIP() << "no GPU engine is asked for: set NATIVERNN_ENGINE=gpu";
    }
};

const recurrent_case small_lstm{NRNN_CELL_LSTM, NRNN_DIRECTION_BOTH, NRNN_BIAS_PAIR, 5, 3, 6, 7};

TEST(engine_of_a_gpu, that_is_not_there_is_refused_with_the_reason) {
    if (nrnn_engine_count(NRNN_ENGINE_GPU) > 0)
        GTEST_SKIP() << "there is one";
    EXPECT_EQ(nullptr, create_engine(NRNN_ENGINE_GPU, 1));
    EXPECT_EQ(NRNN_NO_ENGINE, nrnn_last_error_code());
    const std::string message = nrnn_last_error_message();
    EXPECT_TRUE(message.find("-DNATIVERNN_GPU=OCL") != std::string::npos ||
                message.find("OpenCL driver") != std::string::npos)
        << message;
    EXPECT_NE(std::string::npos, message.find(nrnn_gpu_devices())) << "the same reason";
}

TEST_F(gpu_engine, offers_float32_alone_and_says_so) {
    const fixture place;
    for (const int32_t precision : {NRNN_PRECISION_BF16, NRNN_PRECISION_INT8}) {
        int32_t support = -1;
        expect_ok(nrnn_engine_support(place.engine(), precision, &support));
        EXPECT_EQ(NRNN_SUPPORT_NONE, support);
    }
    const bench b(place, small_lstm);
    auto shape = b.shape(false);
    shape.precision = NRNN_PRECISION_BF16;
    const auto views = b.views();
    expect_failure(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()),
                   NRNN_UNSUPPORTED, "bf16 is not available for the LSTM on a GPU engine; use f32");
}

TEST_F(gpu_engine, refuses_to_train_one_input_or_one_unit) {
    const fixture place;
    for (const auto &sizes : {std::pair<size_t, size_t>{1, 7}, {6, 1}}) {
        recurrent_case c = small_lstm;
        std::tie(c.inputs, c.hidden) = sizes;
        auto shape = sized<nrnn_recurrent_shape>();
        shape.steps = c.steps;
        shape.batch = c.batch;
        shape.training = 1;
        const bench b(place, c);
        size_t count = 0;
        expect_failure(nrnn_recurrent_workspace_count(place.session(), b.layer(), &shape, &count), NRNN_UNSUPPORTED,
                       "the LSTM with one input or one hidden unit cannot be trained on a GPU engine");
    }
}

TEST_F(gpu_engine, refuses_peepholes_and_a_projection_by_name) {
    const fixture place;
    auto desc = sized<nrnn_recurrent_desc>();
    desc.cell = NRNN_CELL_LSTM;
    desc.direction = NRNN_DIRECTION_FORWARD;
    desc.input_size = desc.hidden_size = 8;
    desc.peephole = 1;
    EXPECT_EQ(nullptr, nrnn_recurrent_create(place.engine(), &desc));
    expect_failure(nrnn_last_error_code(), NRNN_UNSUPPORTED, "an LSTM with peepholes is not available on a GPU engine");
    desc.peephole = 0;
    desc.projection_size = 4;
    EXPECT_EQ(nullptr, nrnn_recurrent_create(place.engine(), &desc));
    expect_failure(nrnn_last_error_code(), NRNN_UNSUPPORTED,
                   "an LSTM with a projection is not available on a GPU engine");
}

TEST_F(gpu_engine, refuses_a_buffer_that_is_mapped_while_it_is_used) {
    const fixture place;
    const tensor values(place, floats{1, 2, 3});
    float *first = nrnn_buffer_map(values.view().buffer);
    float *second = nrnn_buffer_map(values.view().buffer);
    EXPECT_EQ(first, second);
    expect_ok(nrnn_buffer_unmap(values.view().buffer));
    expect_failure(nrnn_fill(place.session(), values, 4), NRNN_INVALID_ARGUMENT, "is mapped: unmap it first");
    first[1] = 7;
    expect_ok(nrnn_buffer_unmap(values.view().buffer));
    expect_failure(nrnn_buffer_unmap(values.view().buffer), NRNN_INVALID_ARGUMENT, "not mapped");
    expect_ok(nrnn_add(place.session(), values, values));
    EXPECT_EQ((floats{2, 14, 6}), values.values());
}

TEST_F(gpu_engine, takes_views_that_lie_anywhere) {
    constexpr size_t rows = 3, inputs = 5, outputs = 7;
    const fixture place;
    const floats x = random_floats(rows * inputs, 1), w = random_floats(inputs * outputs, 2);
    floats together(1);
    together.insert(together.end(), x.begin(), x.end());
    together.push_back(0);
    together.insert(together.end(), w.begin(), w.end());
    const tensor both(place, together), apart_x(place, x), apart_w(place, w);
    const tensor expected(place, rows * outputs), found(place, floats(rows * outputs + 9, -1.0f));
    auto shape = sized<nrnn_linear_shape>();
    shape.rows = rows;
    shape.inputs = inputs;
    shape.outputs = outputs;
    expect_ok(nrnn_linear_forward(place.session(), &shape, apart_x, apart_w, absent, expected));
    expect_ok(nrnn_linear_forward(place.session(), &shape, both.view(1, x.size()), both.view(x.size() + 2, w.size()),
                                  absent, found.view(5, rows * outputs)));
    const floats values = found.values();
    EXPECT_TRUE(same_bits(expected.values(), floats(values.begin() + 5, values.end() - 4)));
    EXPECT_EQ(floats(5, -1.0f), floats(values.begin(), values.begin() + 5));
    EXPECT_EQ(floats(4, -1.0f), floats(values.end() - 4, values.end()));
}

TEST_F(gpu_engine, gives_all_memory_back) {
    const fixture place;
    {
        const auto session = owned<session_handle>(nrnn_session_create(place.engine()));
        const tensor values(place, floats(1000, 1.0f));
        expect_ok(nrnn_tanh(session.get(), values, values));
        EXPECT_LE(4000u, place.counters().live_bytes);
    }
    EXPECT_EQ(0u, place.counters().live_bytes);
}

class gpu_layer : public testing::TestWithParam<int32_t> {};

// The same parameters and inputs on both: all results agree, with lengths and without.
TEST_P(gpu_layer, gives_the_cpus_results) {
    if (!is_gpu_tested())
        GTEST_SKIP() << "no GPU engine is asked for";
    recurrent_case c = small_lstm;
    c.cell = GetParam();
    const fixture gpu, cpu(1, NRNN_ENGINE_CPU);
    for (const std::vector<int32_t> &lengths : {std::vector<int32_t>{}, {2, 5, 0}}) {
        const bench there(gpu, c, lengths), here(cpu, c, lengths);
        for (const bench *b : {&there, &here}) {
            ASSERT_EQ(NRNN_OK, b->forward(true)) << nrnn_last_error_message();
            ASSERT_EQ(NRNN_OK, b->backward()) << nrnn_last_error_message();
        }
        expect_near(here.output.values(), there.output.values(), same_as_cpu, same_as_cpu);
        expect_near(here.state_out.values(), there.state_out.values(), same_as_cpu, same_as_cpu);
        expect_near(here.input_gradient.values(), there.input_gradient.values(), same_as_cpu, same_as_cpu);
        expect_near(here.state_in_gradient.values(), there.state_in_gradient.values(), same_as_cpu, same_as_cpu);
        expect_near(here.parameters_gradient.values(), there.parameters_gradient.values(), same_as_cpu, same_as_cpu);
    }
}

INSTANTIATE_TEST_SUITE_P(cells, gpu_layer,
                         testing::Values(NRNN_CELL_RNN_TANH, NRNN_CELL_RNN_RELU, NRNN_CELL_GRU_RESET_BEFORE,
                                         NRNN_CELL_GRU_RESET_AFTER, NRNN_CELL_LSTM));

} // namespace

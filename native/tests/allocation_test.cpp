#include "heap_counter.hpp"
#include "recurrent_bench.hpp"

#include "core/execution.hpp"
#include "dnnl_threadpool.hpp"

#include <limits>
#ifdef __GLIBC__
#include <malloc.h>
#endif

using namespace nrnn_test;

namespace {

constexpr int warm_up = 3;
constexpr recurrent_case plain_lstm{NRNN_CELL_LSTM, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 8, 16, 28, 64};

struct usage {
    int64_t requests; // of the heap, by one run
    int64_t blocks;   // left behind by all runs
};

// What one run costs after some to warm up; the least of several, as other threads may allocate too.
template <class Run>
usage usage_of(Run &&run) {
    for (int i = 0; i < warm_up; ++i)
        run();
    const int64_t blocks = heap_blocks;
    int64_t least = std::numeric_limits<int64_t>::max();
    for (int i = 0; i < 10; ++i) {
        const int64_t before = heap_requests;
        run();
        least = std::min<int64_t>(least, heap_requests - before);
    }
    return {least, heap_blocks - blocks};
}

class allocation : public testing::Test {
protected:
    void SetUp() override {
        if (!heap_is_counted)
            GTEST_SKIP() << "allocations are not counted in this build";
        CPU_ONLY("OpenCL allocates for every command");
    }
};

TEST_F(allocation, is_counted) {
    const auto one_vector = usage_of([] { EXPECT_EQ(7u, std::vector<int>(7).size()); });
    EXPECT_EQ(1, one_vector.requests);
    EXPECT_EQ(0, one_vector.blocks);
}

#if defined(__GLIBC__) && __GLIBC_PREREQ(2, 33)
// In bytes of the C heap: oneDNN's descriptors do not come from operator new.
TEST_F(allocation, ends_with_the_session_that_made_it) {
    constexpr int sessions = 300;
    const fixture place(1);
    const bench b(place, plain_lstm);
    const auto shape = b.shape(true);
    size_t count = 0;
    const auto run_sessions = [&] {
        for (int i = 0; i < sessions; ++i) {
            const auto session = owned<session_handle>(nrnn_session_create(place.engine()));
            expect_ok(nrnn_recurrent_workspace_count(session.get(), b.layer(), &shape, &count));
        }
    };
    run_sessions(); // malloc's own lists fill
    const size_t before = mallinfo2().uordblks;
    run_sessions();
    // Half of malloc's smallest block for each session; a few blocks malloc keeps for itself.
    EXPECT_LT(mallinfo2().uordblks, before + 16 * sessions);
}
#endif

// oneDNN's primitive through its own C API, arguments prepared: nothing of ours between.
class bare_primitive {
public:
    template <class Descriptor, class Primitive>
    bare_primitive(const Descriptor &descriptor, const Primitive &primitive, const std::vector<int> &roles)
        : primitive_(primitive) {
        for (const int role : roles) {
            const auto desc = descriptor.query_md(dnnl::query::exec_arg_md, role);
            memories_.emplace_back(desc, descriptor.get_engine());
            std::memset(memories_.back().get_data_handle(), 0, desc.get_size());
            arguments_.push_back({role, memories_.back().get()});
        }
    }

    void run(const dnnl::stream &stream) const {
        ASSERT_EQ(dnnl_success, dnnl_primitive_execute(primitive_.get(), stream.get(),
                                                       static_cast<int>(arguments_.size()), arguments_.data()));
    }

private:
    dnnl::primitive primitive_;
    std::vector<dnnl::memory> memories_;
    std::vector<dnnl_exec_arg_t> arguments_;
};

// An LSTM's training passes as oneDNN's guide shows them, of the shape of a case.
class bare_lstm {
public:
    bare_lstm(const recurrent_case &c, int threads)
        : pool_(threads, std::chrono::microseconds(50)), engine_(dnnl::engine::kind::cpu, 0),
          stream_(dnnl::threadpool_interop::make_stream(engine_, &pool_)) {
        using dnnl::memory;
        using tag = memory::format_tag;
        const auto dim = [](size_t size) { return static_cast<memory::dim>(size); };
        const auto desc = [](const memory::dims &sizes, tag layout) {
            return memory::desc(sizes, memory::data_type::f32, layout);
        };
        const memory::dim t = dim(c.steps), n = dim(c.batch), i = dim(c.inputs), h = dim(c.hidden);
        const auto src = desc({t, n, i}, tag::tnc), dst = desc({t, n, h}, tag::tnc);
        const auto state = desc({1, 1, n, h}, tag::ldnc), bias = desc({1, 1, 4, h}, tag::ldgo);
        const memory::dims layer{1, 1, i, 4, h}, iter{1, 1, h, 4, h};
        const auto left_to_right = dnnl::rnn_direction::unidirectional_left2right;
        dnnl_threadpool_interop_set_max_concurrency(pool_.get_num_threads());
        const dnnl::lstm_forward::primitive_desc forward(engine_, dnnl::prop_kind::forward_training, left_to_right, src,
                                                         state, state, desc(layer, tag::any), desc(iter, tag::any),
                                                         bias, dst, state, state, nrnn::user_scratchpad());
        const dnnl::lstm_backward::primitive_desc backward(
            engine_, dnnl::prop_kind::backward, left_to_right, src, state, state, desc(layer, tag::any),
            desc(iter, tag::any), bias, dst, state, state, src, state, state, desc(layer, tag::ldigo),
            desc(iter, tag::ldigo), bias, dst, state, state, forward, nrnn::user_scratchpad());
        add(forward, dnnl::lstm_forward(forward), {});
        add(backward, dnnl::lstm_backward(backward),
            {DNNL_ARG_DIFF_SRC_LAYER, DNNL_ARG_DIFF_SRC_ITER, DNNL_ARG_DIFF_SRC_ITER_C, DNNL_ARG_DIFF_DST_LAYER,
             DNNL_ARG_DIFF_DST_ITER, DNNL_ARG_DIFF_DST_ITER_C, DNNL_ARG_DIFF_WEIGHTS_LAYER, DNNL_ARG_DIFF_WEIGHTS_ITER,
             DNNL_ARG_DIFF_BIAS});
    }

    void step() const {
        for (const auto &pass : passes_)
            pass.run(stream_);
    }

private:
    template <class Descriptor, class Primitive>
    void add(const Descriptor &descriptor, const Primitive &primitive, const std::vector<int> &gradients) {
        std::vector<int> roles{DNNL_ARG_SRC_LAYER,    DNNL_ARG_SRC_ITER,  DNNL_ARG_SRC_ITER_C, DNNL_ARG_WEIGHTS_LAYER,
                               DNNL_ARG_WEIGHTS_ITER, DNNL_ARG_BIAS,      DNNL_ARG_DST_LAYER,  DNNL_ARG_DST_ITER,
                               DNNL_ARG_DST_ITER_C,   DNNL_ARG_WORKSPACE, DNNL_ARG_SCRATCHPAD};
        roles.insert(roles.end(), gradients.begin(), gradients.end());
        passes_.emplace_back(descriptor, primitive, roles);
    }

    nrnn::thread_pool pool_;
    dnnl::engine engine_;
    dnnl::stream stream_;
    std::vector<bare_primitive> passes_;
};

TEST_F(allocation, of_a_layers_training_step_is_no_more_than_of_the_bare_primitives) {
    for (const int threads : {1, 2}) {
        const bare_lstm bare(plain_lstm, threads);
        const auto allowed = usage_of([&] { bare.step(); });
        const fixture place(threads);
        const bench b(place, plain_lstm);
        const auto views = b.views();
        auto shape = b.shape(true);
        shape.weights_version = 1; // packing is a primitive more, and no part of the bare step
        const auto used = usage_of([&] {
            expect_ok(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()));
            expect_ok(nrnn_recurrent_backward(place.session(), b.layer(), &shape, views.data(), views.size()));
        });
        EXPECT_LE(used.requests, allowed.requests) << threads << " threads";
        EXPECT_EQ(0, used.blocks);
    }
}

TEST_F(allocation, of_a_step_with_lengths_is_no_more_than_of_its_segments) {
    const bare_lstm bare(plain_lstm, 1);
    const auto allowed = usage_of([&] { bare.step(); });
    const fixture place(1);
    const bench b(place, plain_lstm, {8, 8, 7, 7, 7, 5, 5, 5, 5, 5, 5, 2, 2, 2, 0, 0}); // four segments
    const auto views = b.views();
    auto shape = b.shape(true);
    shape.weights_version = 1;
    const auto used = usage_of([&] {
        expect_ok(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()));
        expect_ok(nrnn_recurrent_backward(place.session(), b.layer(), &shape, views.data(), views.size()));
    });
    EXPECT_LE(used.requests, 4 * allowed.requests);
    EXPECT_EQ(0, used.blocks);
}

TEST(lengths_that_repeat, take_nothing_more_once_warm) {
    constexpr size_t patterns = 5;
    const recurrent_case both{NRNN_CELL_LSTM, NRNN_DIRECTION_BOTH, NRNN_BIAS_PAIR, 8, 16, 28, 64};
    const fixture place(2);
    std::vector<std::unique_ptr<bench>> benches;
    for (size_t i = 0; i < patterns; ++i)
        benches.push_back(std::make_unique<bench>(place, both, random_ids(16, static_cast<unsigned>(i), 9)));
    const auto run = [&] {
        for (const auto &b : benches) {
            size_t count = b->workspace_count();
            EXPECT_EQ(b->workspace.count(), count);
            expect_ok(b->forward(false));
            expect_ok(b->forward(true));
            expect_ok(b->backward());
        }
    };
    for (int i = 0; i < warm_up; ++i)
        run();
    const auto before = place.counters();
    const int64_t blocks = heap_blocks;
    for (int i = 0; i < 20; ++i)
        run();
    EXPECT_EQ(blocks, heap_blocks);
    const auto after = place.counters();
    EXPECT_EQ(before.allocations, after.allocations);
    EXPECT_EQ(before.live_bytes, after.live_bytes);
    EXPECT_EQ(before.primitives_created, after.primitives_created);
    EXPECT_EQ(before.primitive_evictions, after.primitive_evictions);
}

// A whole training step of a small language model: embedding, LSTM, dropout, linear, loss, backward, update.
class training {
public:
    explicit training(const fixture &place)
        : place_(place), layer_(place, plain_lstm), table_(place, random_floats(classes * plain_lstm.inputs, 11)),
          table_gradient_(place, table_.count()), weights_(place, random_floats(plain_lstm.hidden * classes, 12)),
          weights_gradient_(place, weights_.count()), bias_(place, classes), bias_gradient_(place, classes),
          dropped_(place, plain_lstm.output()), logits_(place, rows * classes), moments_(place, 2 * table_.count()),
          ids_(random_ids(rows, 13, classes)), targets_(random_ids(rows, 14, classes)), views_(layer_.views()),
          shape_(layer_.shape(true)) {
        dropout_.rate = .2f;
        adam_.kind = NRNN_OPTIMIZER_ADAM;
        adam_.learning_rate = 1e-3f;
        adam_.beta1 = .9f;
        adam_.beta2 = .999f;
        adam_.epsilon = 1e-8f;
        adam_.gradient_scale = 1;
    }

    void step() {
        ++shape_.weights_version; // packs again, as every update of the parameters makes necessary
        ++dropout_.position;
        ++adam_.step;
        forward();
        backward();
        update();
    }

private:
    static constexpr size_t classes = 50;
    static constexpr size_t rows = plain_lstm.steps * plain_lstm.batch;

    void forward() {
        nrnn_session *s = place_.session();
        expect_ok(nrnn_embedding_forward(s, &embedding_, ids_.data(), table_, layer_.input));
        expect_ok(nrnn_recurrent_forward(s, layer_.layer(), &shape_, views_.data(), views_.size()));
        expect_ok(nrnn_dropout(s, &dropout_, layer_.output, dropped_));
        expect_ok(nrnn_linear_forward(s, &linear_, dropped_, weights_, bias_, logits_));
    }

    void backward() {
        nrnn_session *s = place_.session();
        expect_ok(nrnn_cross_entropy(s, &loss_desc_, logits_, targets_.data(), logits_, &loss_));
        expect_ok(nrnn_linear_backward_weights(s, &linear_, dropped_, logits_, weights_gradient_, bias_gradient_));
        expect_ok(nrnn_linear_backward_input(s, &linear_, logits_, weights_, layer_.output_gradient));
        expect_ok(nrnn_dropout(s, &dropout_, layer_.output_gradient, layer_.output_gradient));
        expect_ok(nrnn_recurrent_backward(s, layer_.layer(), &shape_, views_.data(), views_.size()));
        expect_ok(nrnn_embedding_backward(s, &embedding_, ids_.data(), layer_.input_gradient, table_gradient_));
    }

    void update() {
        nrnn_session *s = place_.session();
        double norm = 0;
        expect_ok(nrnn_squared_norm(s, table_gradient_, &norm));
        expect_ok(nrnn_optimizer_step(s, &adam_, table_, table_gradient_, moments_.view(0, table_.count()),
                                      moments_.view(table_.count(), table_.count())));
        for (const tensor *gradient : {&weights_gradient_, &bias_gradient_, &layer_.parameters_gradient})
            expect_ok(nrnn_fill(s, *gradient, 0));
    }

    const fixture &place_;
    bench layer_;
    tensor table_, table_gradient_, weights_, weights_gradient_, bias_, bias_gradient_, dropped_, logits_, moments_;
    std::vector<int32_t> ids_, targets_;
    std::vector<nrnn_tensor> views_;
    nrnn_recurrent_shape shape_;
    nrnn_embedding_shape embedding_{sizeof embedding_, rows, classes, plain_lstm.inputs};
    nrnn_linear_shape linear_{sizeof linear_, rows, plain_lstm.hidden, classes, 0, 0, 0, nullptr, 0, 0};
    nrnn_dropout_desc dropout_ = sized<nrnn_dropout_desc>();
    nrnn_loss_desc loss_desc_{sizeof loss_desc_, rows, classes, -1, 1, 0, 0};
    nrnn_loss loss_ = sized<nrnn_loss>();
    nrnn_optimizer_desc adam_ = sized<nrnn_optimizer_desc>();
};

TEST(training_step, takes_nothing_more_once_warm) {
    CPU_ONLY("OpenCL allocates for every command");
    for (const int threads : {1, 2}) {
        const fixture place(threads);
        training model(place);
        for (int i = 0; i < warm_up; ++i)
            model.step();
        const auto before = place.counters();
        const int64_t blocks = heap_blocks;
        for (int i = 0; i < 200; ++i)
            model.step();
        EXPECT_EQ(blocks, heap_blocks) << "oneDNN's included, where allocations are counted";
        const auto after = place.counters();
        EXPECT_EQ(before.allocations, after.allocations);
        EXPECT_EQ(before.live_bytes, after.live_bytes);
        EXPECT_EQ(before.live_buffers, after.live_buffers);
        EXPECT_EQ(before.primitives_created, after.primitives_created);
        EXPECT_EQ(before.primitive_evictions, after.primitive_evictions);
        EXPECT_EQ(200 * 5, after.primitive_hits - before.primitive_hits);
    }
}

TEST_F(allocation, none_is_made_by_operations_without_a_primitive) {
    constexpr size_t rows = 300, width = 200; // several blocks
    const fixture place(2);
    nrnn_session *s = place.session();
    const tensor x(place, random_floats(rows * width, 1)), y(place, rows * width), z(place, rows * width);
    const auto ids = random_ids(rows, 2, width);
    const nrnn_rows_shape gathered{sizeof gathered, 1, rows, rows, width};
    const nrnn_embedding_shape embedded{sizeof embedded, rows, rows, width};
    const nrnn_loss_desc desc{sizeof desc, rows, width, -1, 1, .1f, 0};
    const nrnn_concat_shape joined{sizeof joined, rows / 2, width, rows / 2, width, nullptr};
    const nrnn_groups_shape summed{sizeof summed, 1, rows, width};
    const nrnn_fold_shape folded{sizeof folded, rows, width / 2, 2};
    const nrnn_layer_norm_shape normalised{sizeof normalised, rows, width, 1e-5f, 0};
    constexpr size_t steps = 5, batch = 60;
    const nrnn_attention_shape attended{
        sizeof attended, NRNN_ATTENTION_ADDITIVE, 0, rows, steps, batch, width, width, nullptr, nullptr};
    const tensor dx(place, rows * width), weights(place, rows * steps);
    const nrnn_tensor row = x.view(0, width), row_gradient = dx.view(0, width);
    const nrnn_tensor attention[] = {x, x, x, row, weights, y, x, y, dx, dx, row_gradient};
    auto loss = sized<nrnn_loss>();
    auto sgd = sized<nrnn_optimizer_desc>();
    sgd.kind = NRNN_OPTIMIZER_SGD;
    sgd.step = 1;
    auto dropout = sized<nrnn_dropout_desc>();
    dropout.rate = .5f;
    const nrnn_sample_desc drawn{sizeof drawn, rows, width, 1, .9f, 20, 0};
    const floats uniforms(rows, .5f);
    std::vector<int32_t> samples(rows);
    const nrnn_top_k_desc ranked{sizeof ranked, rows, width, 9};
    std::vector<int32_t> best(rows * ranked.k);
    floats log_probabilities(rows * ranked.k);
    double norm = 0;
    const auto used = usage_of([&] {
        expect_ok(nrnn_fill(s, y, 1));
        expect_ok(nrnn_copy(s, x, y));
        expect_ok(nrnn_add(s, x, y));
        expect_ok(nrnn_gather_rows(s, &gathered, x, y, ids.data()));
        expect_ok(nrnn_one_hot(s, ids.data(), rows, width, y));
        expect_ok(nrnn_embedding_forward(s, &embedded, ids.data(), x, y));
        expect_ok(nrnn_embedding_backward(s, &embedded, ids.data(), x, y));
        expect_ok(nrnn_dropout(s, &dropout, x, y));
        expect_ok(nrnn_tanh(s, x, y));
        expect_ok(nrnn_tanh_backward(s, y, x, z));
        expect_ok(nrnn_concat_rows(s, &joined, x.view(0, rows / 2 * width), x.view(0, rows / 2 * width), y));
        expect_ok(nrnn_concat_rows_backward(s, &joined, y, z.view(0, rows / 2 * width), z.view(0, rows / 2 * width)));
        expect_ok(nrnn_sum_groups(s, &summed, x, row_gradient));
        expect_ok(nrnn_fold_columns(s, &folded, x, y.view(0, rows * width / 2)));
        expect_ok(nrnn_repeat_columns(s, &folded, y.view(0, rows * width / 2), z));
        expect_ok(nrnn_layer_norm_forward(s, &normalised, x, row, row, y, weights.view(0, rows * 2)));
        expect_ok(nrnn_layer_norm_backward(s, &normalised, x, row, weights.view(0, rows * 2), y, dx, row_gradient,
                                           row_gradient));
        expect_ok(nrnn_attention_forward(s, &attended, attention, NRNN_ATTENTION_FORWARD_VIEWS));
        expect_ok(nrnn_attention_backward(s, &attended, attention, NRNN_ATTENTION_BACKWARD_VIEWS));
        expect_ok(nrnn_cross_entropy(s, &desc, x, ids.data(), z, &loss));
        expect_ok(nrnn_squared_norm(s, x, &norm));
        expect_ok(nrnn_optimizer_step(s, &sgd, y, z, absent, absent));
        expect_ok(nrnn_sample(s, &drawn, x, uniforms.data(), samples.data()));
        expect_ok(nrnn_top_k(s, &ranked, x, best.data(), log_probabilities.data()));
    });
    EXPECT_EQ(0, used.requests);
    EXPECT_EQ(0, used.blocks);
}

} // namespace

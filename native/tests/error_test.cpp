#include "recurrent_bench.hpp"

#include "core/error.hpp"

#include <limits>
#include <system_error>
#include <thread>

using namespace nrnn_test;

namespace {

const recurrent_case small_rnn{NRNN_CELL_RNN_TANH, NRNN_DIRECTION_FORWARD, NRNN_BIAS_SINGLE, 2, 1, 3, 4};

constexpr size_t everything = std::numeric_limits<size_t>::max();

template <class Handle>
void expect_no_handle(Handle *handle, nrnn_status code, const char *words) {
    EXPECT_EQ(nullptr, handle);
    expect_failure(nrnn_last_error_code(), code, words);
}

// A thread of its own starts without an error.
template <class Body>
void on_new_thread(Body &&body) {
    std::thread(std::forward<Body>(body)).join();
}

TEST(error, a_thread_starts_without_one) {
    on_new_thread([] {
        EXPECT_EQ(NRNN_OK, nrnn_last_error_code());
        EXPECT_STREQ("", nrnn_last_error_message());
    });
}

TEST(error, belongs_to_the_thread_that_failed) {
    expect_no_handle(nrnn_session_create(nullptr), NRNN_INVALID_ARGUMENT, "engine handle is null");
    on_new_thread([] {
        EXPECT_EQ(NRNN_OK, nrnn_last_error_code());
        expect_failure(nrnn_folder_flush("no/such/folder"), NRNN_IO, "no/such/folder");
    });
    expect_failure(nrnn_last_error_code(), NRNN_INVALID_ARGUMENT, "engine handle is null");
}

TEST(error, a_success_leaves_the_last_one_alone) {
    const fixture place(1);
    expect_failure(nrnn_folder_flush("no/such/folder"), NRNN_IO, "no/such/folder");
    const tensor values(place, 4);
    EXPECT_EQ(4u, values.values().size());
    EXPECT_EQ(1u, place.counters().live_buffers);
    expect_failure(nrnn_last_error_code(), NRNN_IO, "no/such/folder");
}

TEST(error, a_later_one_replaces_an_earlier_one) {
    expect_failure(nrnn_folder_flush("no/such/folder"), NRNN_IO, "no/such/folder");
    expect_no_handle(nrnn_buffer_create(nullptr, 1), NRNN_INVALID_ARGUMENT, "engine handle is null");
}

TEST(error, null_handles_are_named) {
    auto info = sized<nrnn_engine_info>();
    auto figures = sized<nrnn_engine_counters>();
    expect_failure(nrnn_engine_query(nullptr, &info), NRNN_INVALID_ARGUMENT, "engine handle is null");
    expect_failure(nrnn_engine_count_events(nullptr, &figures), NRNN_INVALID_ARGUMENT, "engine handle is null");
    expect_no_handle(nrnn_session_create(nullptr), NRNN_INVALID_ARGUMENT, "engine handle is null");
    expect_no_handle(nrnn_buffer_create(nullptr, 1), NRNN_INVALID_ARGUMENT, "engine handle is null");
    expect_no_handle(nrnn_buffer_map(nullptr), NRNN_INVALID_ARGUMENT, "buffer handle is null");
    expect_failure(nrnn_buffer_unmap(nullptr), NRNN_INVALID_ARGUMENT, "buffer handle is null");
    expect_failure(nrnn_folder_flush(nullptr), NRNN_INVALID_ARGUMENT, "path is null");
}

TEST(error, null_handles_of_layers_are_named) {
    const fixture place(1);
    const bench b(place, small_rnn);
    const auto shape = b.shape(true);
    const auto views = b.views();
    const auto desc = sized<nrnn_recurrent_desc>();
    auto info = sized<nrnn_recurrent_info>();
    size_t count = 0;
    expect_no_handle(nrnn_recurrent_create(nullptr, &desc), NRNN_INVALID_ARGUMENT, "engine handle is null");
    expect_failure(nrnn_recurrent_query(nullptr, &info), NRNN_INVALID_ARGUMENT, "layer handle is null");
    expect_failure(nrnn_recurrent_workspace_count(nullptr, b.layer(), &shape, &count), NRNN_INVALID_ARGUMENT,
                   "session handle is null");
    expect_failure(nrnn_recurrent_workspace_count(place.session(), b.layer(), &shape, nullptr), NRNN_INVALID_ARGUMENT,
                   "count is null");
    for (const auto pass : {nrnn_recurrent_forward, nrnn_recurrent_backward}) {
        expect_failure(pass(nullptr, b.layer(), &shape, views.data(), views.size()), NRNN_INVALID_ARGUMENT,
                       "session handle is null");
        expect_failure(pass(place.session(), nullptr, &shape, views.data(), views.size()), NRNN_INVALID_ARGUMENT,
                       "layer handle is null");
        expect_failure(pass(place.session(), b.layer(), &shape, nullptr, views.size()), NRNN_INVALID_ARGUMENT,
                       "views are null");
    }
}

TEST(error, a_null_session_or_descriptor_is_named_by_every_operation) {
    const fixture place(1);
    const auto expect_null = [&](const char *descriptor, auto &&call) {
        expect_failure(call(static_cast<nrnn_session *>(nullptr)), NRNN_INVALID_ARGUMENT, "session handle is null");
        if (descriptor != nullptr)
            expect_failure(call(place.session()), NRNN_INVALID_ARGUMENT, descriptor);
    };
    const nrnn_tensor a = absent;
    double norm = 0;
    auto loss = sized<nrnn_loss>();
    expect_null(nullptr, [&](auto *s) { return nrnn_fill(s, a, 0); });
    expect_null(nullptr, [&](auto *s) { return nrnn_copy(s, a, a); });
    expect_null(nullptr, [&](auto *s) { return nrnn_add(s, a, a); });
    expect_null(nullptr, [&](auto *s) { return nrnn_one_hot(s, nullptr, 0, 1, a); });
    expect_null(nullptr, [&](auto *s) { return nrnn_squared_norm(s, a, &norm); });
    expect_null("nrnn_rows_shape", [&](auto *s) { return nrnn_gather_rows(s, nullptr, a, a, nullptr); });
    expect_null("nrnn_embedding_shape", [&](auto *s) { return nrnn_embedding_forward(s, nullptr, nullptr, a, a); });
    expect_null("nrnn_embedding_shape", [&](auto *s) { return nrnn_embedding_backward(s, nullptr, nullptr, a, a); });
    expect_null("nrnn_dropout_desc", [&](auto *s) { return nrnn_dropout(s, nullptr, a, a); });
    expect_null("nrnn_linear_shape", [&](auto *s) { return nrnn_linear_forward(s, nullptr, a, a, a, a); });
    expect_null("nrnn_linear_shape", [&](auto *s) { return nrnn_linear_backward_input(s, nullptr, a, a, a); });
    expect_null("nrnn_linear_shape", [&](auto *s) { return nrnn_linear_backward_weights(s, nullptr, a, a, a, a); });
    expect_null("nrnn_loss_desc", [&](auto *s) { return nrnn_cross_entropy(s, nullptr, a, nullptr, a, &loss); });
    expect_null("nrnn_optimizer_desc", [&](auto *s) { return nrnn_optimizer_step(s, nullptr, a, a, a, a); });
    expect_null("nrnn_sample_desc", [&](auto *s) { return nrnn_sample(s, nullptr, a, nullptr, nullptr); });
    expect_null("nrnn_top_k_desc", [&](auto *s) { return nrnn_top_k(s, nullptr, a, nullptr, nullptr); });
}

// Null, without a size, and one byte short: all three are another version's or nobody's.
template <class Descriptor, class Call>
void expect_checked(Descriptor desc, const char *name, Call &&call) {
    const auto expect_refused = [&](Descriptor *passed) {
        expect_failure(call(passed), NRNN_INVALID_ARGUMENT,
                       (std::string(name) + " is null or from another version").c_str());
    };
    expect_refused(nullptr);
    for (const size_t size : {size_t{0}, sizeof(Descriptor) - 1}) {
        desc.struct_size = size;
        expect_refused(&desc);
    }
    desc.struct_size = sizeof(Descriptor) + 8; // a later version's: the fields known here are read
    EXPECT_EQ(NRNN_OK, call(&desc)) << nrnn_last_error_message();
}

TEST(error, descriptors_of_another_version_are_refused) {
    const fixture place(1);
    const bench b(place, small_rnn);
    const auto views = b.views();
    auto engine = sized<nrnn_engine_desc>();
    engine.kind = NRNN_ENGINE_CPU;
    engine.threads = 1;
    expect_checked(engine, "nrnn_engine_desc", [](const nrnn_engine_desc *desc) {
        return engine_handle(nrnn_engine_create(desc)) ? NRNN_OK : nrnn_last_error_code();
    });
    auto layer = sized<nrnn_recurrent_desc>();
    layer.cell = NRNN_CELL_LSTM;
    layer.direction = NRNN_DIRECTION_FORWARD;
    layer.input_size = layer.hidden_size = 2;
    expect_checked(layer, "nrnn_recurrent_desc", [&](const nrnn_recurrent_desc *desc) {
        return layer_handle(nrnn_recurrent_create(place.engine(), desc)) ? NRNN_OK : nrnn_last_error_code();
    });
    expect_checked(b.shape(false), "nrnn_recurrent_shape", [&](const nrnn_recurrent_shape *shape) {
        return nrnn_recurrent_forward(place.session(), b.layer(), shape, views.data(), views.size());
    });
}

TEST(error, results_of_another_version_are_refused) {
    const fixture place(1);
    const bench b(place, small_rnn);
    expect_checked(sized<nrnn_engine_info>(), "nrnn_engine_info",
                   [&](nrnn_engine_info *info) { return nrnn_engine_query(place.engine(), info); });
    expect_checked(sized<nrnn_engine_counters>(), "nrnn_engine_counters",
                   [&](nrnn_engine_counters *figures) { return nrnn_engine_count_events(place.engine(), figures); });
    expect_checked(sized<nrnn_recurrent_info>(), "nrnn_recurrent_info",
                   [&](nrnn_recurrent_info *info) { return nrnn_recurrent_query(b.layer(), info); });
}

TEST(error, memory_that_nobody_has_is_refused_and_not_counted) {
    const fixture place(1);
    const auto before = place.counters();
    expect_no_handle(nrnn_buffer_create(place.engine(), everything), NRNN_OUT_OF_MEMORY, "out of memory");
    expect_no_handle(nrnn_buffer_create(place.engine(), everything / sizeof(float)), NRNN_OUT_OF_MEMORY,
                     "out of memory");
#ifndef NRNN_SANITIZED // their allocators end the program instead
    expect_no_handle(nrnn_buffer_create(place.engine(), size_t{1} << 45), NRNN_OUT_OF_MEMORY, "out of memory");
#endif
    expect_no_handle(nrnn_buffer_create(place.engine(), 0), NRNN_INVALID_ARGUMENT, "at least one float");
    EXPECT_EQ(before.live_buffers, place.counters().live_buffers);
    EXPECT_EQ(before.live_bytes, place.counters().live_bytes);
}

TEST(error, a_view_that_leaves_its_buffer_is_refused) {
    const fixture place(1);
    const bench b(place, small_rnn);
    const auto shape = b.shape(false);
    const auto expect_refused = [&](size_t offset, size_t count) {
        auto views = b.views();
        views[NRNN_RECURRENT_OUTPUT].offset = offset;
        views[NRNN_RECURRENT_OUTPUT].count = count;
        expect_failure(nrnn_recurrent_forward(place.session(), b.layer(), &shape, views.data(), views.size()),
                       NRNN_INVALID_ARGUMENT, "the output must hold 8 floats");
    };
    expect_refused(1, 8);
    expect_refused(8, 8);
    expect_refused(9, 8);
    expect_refused(everything, 8);
    expect_refused(everything - 7, 8); // offset + count wraps around to 0
    expect_refused(0, 0);
    expect_refused(0, everything);
}

// Sizes whose products wrap around would pass for small ones, and oneDNN would run past every buffer.
TEST(error, sizes_that_wrap_around_are_refused) {
    const fixture place(1);
    const bench b(place, small_rnn);
    for (const size_t absurd : {everything, everything / 2 + 1, size_t{1} << 32, (size_t{1} << 28) + 1}) {
        auto desc = sized<nrnn_recurrent_desc>();
        desc.cell = NRNN_CELL_LSTM;
        desc.direction = NRNN_DIRECTION_BOTH;
        desc.input_size = desc.hidden_size = 1;
        for (size_t *const size : {&desc.input_size, &desc.hidden_size}) {
            *size = absurd;
            expect_no_handle(nrnn_recurrent_create(place.engine(), &desc), NRNN_INVALID_ARGUMENT, "_size must be");
            *size = 1;
        }
        auto shape = b.shape(true);
        size_t count = 0;
        shape.steps = shape.batch = absurd;
        expect_failure(nrnn_recurrent_workspace_count(place.session(), b.layer(), &shape, &count),
                       NRNN_INVALID_ARGUMENT, "steps times batch");
    }
}

TEST(error, the_operating_system_is_quoted) {
    expect_failure(nrnn_folder_flush("no/such/folder"), NRNN_IO,
                   "cannot flush the folder no/such/folder: No such file or directory");
    EXPECT_EQ(NRNN_OK, nrnn_folder_flush(".")) << nrnn_last_error_message();
}

template <class Exception>
void expect_captured(const Exception &exception, nrnn_status code, const char *words) {
    expect_failure(nrnn::guard([&] { throw exception; }), code, words);
    int *const nothing = nrnn::guard_create([&]() -> int * { throw exception; });
    expect_no_handle(nothing, code, words);
}

TEST(error, every_exception_becomes_a_status) {
    expect_captured(nrnn::error(NRNN_UNSUPPORTED, "not on this processor"), NRNN_UNSUPPORTED, "not on this processor");
    expect_captured(dnnl::error(dnnl_out_of_memory, "no room"), NRNN_OUT_OF_MEMORY, "oneDNN: no room");
    expect_captured(dnnl::error(dnnl_unimplemented, "not there"), NRNN_UNSUPPORTED, "oneDNN: not there");
    expect_captured(dnnl::error(dnnl_runtime_error, "broken"), NRNN_INTERNAL, "oneDNN: broken");
    expect_captured(std::bad_alloc(), NRNN_OUT_OF_MEMORY, "out of memory");
    expect_captured(std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again)),
                    NRNN_OUT_OF_MEMORY, "refuses a thread: ");
    expect_captured(std::logic_error("a flaw"), NRNN_INTERNAL, "a flaw");
    expect_captured(42, NRNN_INTERNAL, "an unknown C++ exception");
}

TEST(error, a_message_of_any_length_fits) {
    const std::string words(5000, 'x');
    expect_captured(std::runtime_error(words), NRNN_INTERNAL, "xxx");
    EXPECT_EQ(1023u, std::strlen(nrnn_last_error_message()));
    expect_captured(dnnl::error(dnnl_runtime_error, words.c_str()), NRNN_INTERNAL, "oneDNN: xxx");
}

} // namespace

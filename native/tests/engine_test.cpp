#include "recurrent_bench.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

using namespace nrnn_test;

namespace {

nrnn_engine_desc cpu_desc(int32_t threads) {
    auto desc = sized<nrnn_engine_desc>();
    desc.kind = NRNN_ENGINE_CPU;
    desc.threads = threads;
    desc.spin_microseconds = -1;
    return desc;
}

void expect_refused(const nrnn_engine_desc &desc, nrnn_status code, const std::string &words) {
    EXPECT_EQ(nullptr, engine_handle(nrnn_engine_create(&desc)));
    expect_failure(nrnn_last_error_code(), code, words.c_str());
}

nrnn_engine_info info_of(const nrnn_engine *engine) {
    auto info = sized<nrnn_engine_info>();
    expect_ok(nrnn_engine_query(engine, &info));
    return info;
}

nrnn_engine_counters counters_of(const nrnn_engine *engine) {
    auto figures = sized<nrnn_engine_counters>();
    expect_ok(nrnn_engine_count_events(engine, &figures));
    return figures;
}

const recurrent_case small_gru{NRNN_CELL_GRU_RESET_AFTER, NRNN_DIRECTION_FORWARD, NRNN_BIAS_PAIR, 3, 2, 4, 5};

TEST(engine, reports_what_it_was_made_of) {
    const auto place = owned<engine_handle>(create_cpu_engine(3));
    const auto info = info_of(place.get());
    EXPECT_EQ(NRNN_ENGINE_CPU, info.kind);
    EXPECT_EQ(0, info.index);
    EXPECT_EQ(3, info.threads);
}

TEST(engine, zero_threads_mean_one_per_logical_processor) {
    const auto place = owned<engine_handle>(create_cpu_engine(0));
    EXPECT_EQ(std::max(1u, std::thread::hardware_concurrency()), static_cast<unsigned>(info_of(place.get()).threads));
}

TEST(engine, there_is_one_cpu_engine_and_none_of_an_unknown_kind) {
    EXPECT_EQ(1, nrnn_engine_count(NRNN_ENGINE_CPU));
    EXPECT_EQ(0, nrnn_engine_count(99));
    expect_failure(nrnn_last_error_code(), NRNN_INVALID_ARGUMENT, "kind");
}

TEST(engine, one_that_is_absent_is_refused_with_a_list_of_those_present) {
    const std::string present =
        "1 CPU and " + std::to_string(nrnn_engine_count(NRNN_ENGINE_GPU)) + " GPU engines, numbered from 0";
    auto desc = cpu_desc(1);
    desc.index = 1;
    expect_refused(desc, NRNN_NO_ENGINE, "there is no CPU engine 1; this build and machine offer " + present);
    desc.index = -1;
    expect_refused(desc, NRNN_NO_ENGINE, "there is no CPU engine -1; this build and machine offer " + present);
    desc.kind = NRNN_ENGINE_GPU;
    desc.index = nrnn_engine_count(NRNN_ENGINE_GPU);
    expect_refused(desc, NRNN_NO_ENGINE, present);
}

TEST(engine, an_unknown_kind_or_number_of_threads_is_refused) {
    auto desc = cpu_desc(1);
    desc.kind = 0;
    expect_refused(desc, NRNN_INVALID_ARGUMENT, "nrnn_engine_desc.kind");
    expect_refused(cpu_desc(-1), NRNN_INVALID_ARGUMENT, "nrnn_engine_desc.threads must be 0 (all) to 1024");
    expect_refused(cpu_desc(1025), NRNN_INVALID_ARGUMENT, "nrnn_engine_desc.threads must be 0 (all) to 1024");
}

#if defined(__linux__) && !defined(NRNN_SANITIZED)
// Leaves address space for some stacks of eight MiB, not for a thousand.
void create_with_too_many_threads() {
    long pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const rlim_t limit = static_cast<rlim_t>(pages) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + (rlim_t{1} << 30);
    const rlimit space{limit, limit};
    setrlimit(RLIMIT_AS, &space);
    const bool refused = create_cpu_engine(1024) == nullptr;
    std::fprintf(stderr, "%s\n", nrnn_last_error_message());
    std::_Exit(refused ? nrnn_last_error_code() : 99);
}

TEST(engine, more_threads_than_the_system_gives_are_a_failure_not_a_crash) {
    EXPECT_EXIT(create_with_too_many_threads(), testing::ExitedWithCode(NRNN_OUT_OF_MEMORY), "refuses a thread");
}
#endif

TEST(engine, counts_nothing_when_new) {
    const auto place = owned<engine_handle>(create_cpu_engine(2));
    const auto figures = counters_of(place.get());
    EXPECT_EQ(0u, figures.live_buffers + figures.live_bytes + figures.live_layers + figures.live_sessions);
    EXPECT_EQ(0u, figures.allocations + figures.primitives_created + figures.primitive_hits);
    EXPECT_EQ(0u, figures.primitive_evictions + figures.weight_packs);
}

TEST(engine, counts_what_lives_on_it) {
    const fixture place(1);
    {
        const tensor first(place, 100), second(place, 28);
        const auto layer = create_layer(place, small_gru);
        const auto session = owned<session_handle>(nrnn_session_create(place.engine()));
        const auto figures = place.counters();
        EXPECT_EQ(2u, figures.live_buffers);
        EXPECT_GE(figures.live_bytes, 128 * sizeof(float)); // the layer's biases besides
        EXPECT_EQ(1u, figures.live_layers);
        EXPECT_EQ(2u, figures.live_sessions);
        EXPECT_GE(figures.allocations, 2u);
    }
    const auto figures = place.counters();
    EXPECT_EQ(0u, figures.live_buffers);
    EXPECT_EQ(0u, figures.live_bytes);
    EXPECT_EQ(0u, figures.live_layers);
    EXPECT_EQ(1u, figures.live_sessions);
    EXPECT_GE(figures.allocations, 2u);
}

TEST(engine, counts_a_buffer_by_its_bytes) {
    const fixture place(1);
    const auto before = place.counters().live_bytes;
    const tensor values(place, 1000);
    EXPECT_EQ(before + 1000 * sizeof(float), place.counters().live_bytes);
}

TEST(engine, counts_only_what_is_its_own) {
    const fixture here(1), there(1);
    const tensor values(here, 8);
    EXPECT_EQ(1u, here.counters().live_buffers);
    EXPECT_EQ(0u, there.counters().live_buffers);
}

TEST(engine, a_layer_may_go_before_the_session_that_ran_it) {
    const fixture place(1);
    floats outputs[2];
    uint64_t created[2];
    for (int i = 0; i < 2; ++i) { // the second layer must not meet what the session prepared for the first
        const bench b(place, small_gru);
        expect_ok(b.forward(false));
        outputs[i] = b.output.values();
        created[i] = place.counters().primitives_created;
    }
    EXPECT_TRUE(same_bits(outputs[0], outputs[1]));
    EXPECT_EQ(2 * created[0], created[1]);
    EXPECT_EQ(0u, place.counters().live_layers);
}

TEST(engine, a_session_may_go_before_the_layer_that_it_ran) {
    const fixture place(1);
    const bench b(place, small_gru);
    expect_ok(b.forward(false));
    const floats expected = b.output.values();
    const auto shape = b.shape(false);
    const auto views = b.views();
    const auto before = place.counters();
    for (int i = 0; i < 3; ++i) {
        auto passing = owned<session_handle>(nrnn_session_create(place.engine()));
        expect_ok(nrnn_recurrent_forward(passing.get(), b.layer(), &shape, views.data(), views.size()));
        EXPECT_TRUE(same_bits(expected, b.output.values()));
        EXPECT_GT(place.counters().live_bytes, before.live_bytes); // its scratchpad
        passing.reset();
        EXPECT_EQ(before.live_bytes, place.counters().live_bytes);
        EXPECT_EQ(before.live_sessions, place.counters().live_sessions);
    }
}

TEST(engine, destroying_nothing_is_allowed) {
    nrnn_buffer_destroy(nullptr);
    nrnn_recurrent_destroy(nullptr);
    nrnn_session_destroy(nullptr);
    nrnn_engine_destroy(nullptr);
}

TEST(buffer, is_aligned_zeroed_and_keeps_what_is_written) {
    const fixture place(1);
    const tensor values(place, 1001);
    EXPECT_EQ(floats(1001, 0.0f), values.values());
    nrnn_buffer *buffer = values.view().buffer;
    float *outer = nrnn_buffer_map(buffer);
    EXPECT_EQ(0u, reinterpret_cast<uintptr_t>(outer) % 64);
    outer[1000] = 7;
    EXPECT_EQ(outer, nrnn_buffer_map(buffer)); // maps nest
    expect_ok(nrnn_buffer_unmap(buffer));
    outer[0] = 3;
    expect_ok(nrnn_buffer_unmap(buffer));
    EXPECT_EQ(3, values.values()[0]);
    EXPECT_EQ(7, values.values()[1000]);
}

TEST(versions, the_library_knows_its_own_and_the_headers) {
    EXPECT_EQ(static_cast<uint32_t>(NRNN_ABI_VERSION), nrnn_abi_version());
    EXPECT_EQ(2, std::count(nrnn_version(), nrnn_version() + std::strlen(nrnn_version()), '.'));
    EXPECT_GE(std::stod(nrnn_onednn_version()), 3.0);
#if defined(__x86_64__) || defined(_M_X64)
    EXPECT_STRNE("generic", nrnn_cpu_isa()); // SSE4.1 is the least that oneDNN runs on here
#endif
}

} // namespace

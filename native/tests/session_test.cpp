#include "recurrent_bench.hpp"

#include <thread>

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

using namespace nrnn_test;

namespace {

const recurrent_case shared_case{NRNN_CELL_LSTM, NRNN_DIRECTION_BOTH, NRNN_BIAS_PAIR, 6, 5, 12, 20};

// A session with results of its own, over a layer, parameters and inputs that others use too.
class runner {
public:
    runner(const fixture &place, const bench &shared)
        : shared_(shared), session_(owned<session_handle>(nrnn_session_create(place.engine()))),
          output_(place, shared.output.count()), state_(place, shared.state_out.count()),
          workspace_(place, shared.workspace.count()), input_gradient_(place, shared.input.count()),
          state_gradient_(place, shared.state_in.count()), parameters_gradient_(place, shared.parameters.count()) {}

    // The results of a training step.
    floats step() {
        auto shape = shared_.shape(true);
        shape.weights_version = 1; // packed once for all
        const auto all = views();
        parameters_gradient_.assign(floats(parameters_gradient_.count()));
        expect_ok(nrnn_recurrent_forward(session_.get(), shared_.layer(), &shape, all.data(), all.size()));
        expect_ok(nrnn_recurrent_backward(session_.get(), shared_.layer(), &shape, all.data(), all.size()));
        floats results;
        for (const tensor *part : {&output_, &state_, &input_gradient_, &state_gradient_, &parameters_gradient_}) {
            const floats values = part->values();
            results.insert(results.end(), values.begin(), values.end());
        }
        return results;
    }

private:
    std::vector<nrnn_tensor> views() const {
        auto all = shared_.views();
        all[NRNN_RECURRENT_OUTPUT] = output_;
        all[NRNN_RECURRENT_STATE_OUT] = state_;
        all[NRNN_RECURRENT_WORKSPACE] = workspace_;
        all[NRNN_RECURRENT_INPUT_GRADIENT] = input_gradient_;
        all[NRNN_RECURRENT_STATE_IN_GRADIENT] = state_gradient_;
        all[NRNN_RECURRENT_PARAMETERS_GRADIENT] = parameters_gradient_;
        return all;
    }

    const bench &shared_;
    session_handle session_;
    tensor output_, state_, workspace_, input_gradient_, state_gradient_, parameters_gradient_;
};

template <class Body>
void on_threads(size_t count, Body &&body) {
    std::vector<std::thread> threads;
    for (size_t i = 0; i < count; ++i)
        threads.emplace_back([&body, i] { body(i); });
    for (auto &thread : threads)
        thread.join();
}

TEST(session, created_on_one_thread_runs_on_others) {
    const fixture place(2);
    const bench shared(place, shared_case);
    runner here(place, shared);
    const floats expected = here.step();
    std::unique_ptr<runner> migrating;
    on_threads(1, [&](size_t) { migrating = std::make_unique<runner>(place, shared); });
    for (int i = 0; i < 5; ++i)
        on_threads(1, [&](size_t) { EXPECT_TRUE(same_bits(expected, migrating->step())); });
    EXPECT_TRUE(same_bits(expected, migrating->step()));
    on_threads(1, [&](size_t) { migrating.reset(); });
    EXPECT_EQ(2u, place.counters().live_sessions);
}

TEST(session, two_on_one_layer_give_the_bits_of_one_alone) {
    const fixture place(2);
    const bench shared(place, shared_case);
    runner first(place, shared), second(place, shared);
    const floats expected = first.step();
    on_threads(2, [&](size_t i) {
        for (int round = 0; round < 200; ++round)
            ASSERT_TRUE(same_bits(expected, (i == 0 ? first : second).step())) << "round " << round;
    });
}

TEST(session, the_first_use_of_a_layer_may_be_by_several_at_once) {
    const fixture place(2);
    for (int round = 0; round < 20; ++round) {
        const bench shared(place, shared_case);
        std::vector<floats> results(4);
        on_threads(results.size(), [&](size_t i) { results[i] = runner(place, shared).step(); });
        for (const auto &result : results)
            EXPECT_TRUE(same_bits(results[0], result));
    }
}

TEST(session, a_hundred_live_at_once_and_run_from_eight_threads) {
    constexpr size_t sessions = 104, threads = 8;
    const fixture place(2);
    const bench shared(place, shared_case);
    std::vector<std::unique_ptr<runner>> runners(sessions);
    on_threads(threads, [&](size_t thread) {
        for (size_t i = thread; i < sessions; i += threads)
            runners[i] = std::make_unique<runner>(place, shared);
    });
    EXPECT_EQ(sessions + 1, place.counters().live_sessions);
    const floats expected = runners[0]->step();
    on_threads(threads, [&](size_t thread) {
        for (int round = 0; round < 3; ++round)
            for (size_t i = 0; i < sessions / threads; ++i) // each thread its own eighth, other than it created
                EXPECT_TRUE(same_bits(expected, runners[thread * sessions / threads + i]->step()));
    });
    runners.clear();
    EXPECT_EQ(1u, place.counters().live_sessions);
}

TEST(session, of_different_engines_do_not_meet) {
    const fixture places[2] = {fixture(2), fixture(2)};
    const bench benches[2] = {bench(places[0], shared_case), bench(places[1], shared_case)};
    const floats expected = runner(places[0], benches[0]).step();
    on_threads(4, [&](size_t i) {
        runner own(places[i % 2], benches[i % 2]);
        for (int round = 0; round < 50; ++round)
            ASSERT_TRUE(same_bits(expected, own.step()));
    });
}

#if defined(__x86_64__) || defined(_M_X64)

constexpr unsigned flush_bits = 0x8040; // MXCSR: flush to zero, denormals are zero

// ReLU of an input of 1e-20 times weights of 1e-20: denormal, or zero where they are flushed.
class denormal_bench : public bench {
public:
    explicit denormal_bench(const fixture &place)
        : bench(place, {NRNN_CELL_RNN_RELU, NRNN_DIRECTION_FORWARD, NRNN_BIAS_NONE, 3, 64, 8, 32}) {
        parameters.assign(floats(parameters.count(), 1e-20f));
        input.assign(floats(input.count(), 1e-20f));
        state_in.assign(floats(state_in.count(), 0.0f));
        output.assign(floats(output.count(), 1.0f));
    }
};

TEST(session, flushes_denormals_while_it_computes) {
    CPU_ONLY("the device decides what becomes of denormals");
    for (const int threads : {1, 4}) {
        const fixture place(threads);
        const denormal_bench b(place);
        for (const bool training : {false, true}) {
            expect_ok(b.forward(training));
            EXPECT_EQ(floats(b.output.count(), 0.0f), b.output.values()) << threads << " threads";
        }
    }
}

// Restores the test's own settings whatever happens.
class float_settings {
public:
    explicit float_settings(unsigned settings) { _mm_setcsr(settings); }
    ~float_settings() { _mm_setcsr(saved_); }

private:
    const unsigned saved_ = _mm_getcsr();
};

TEST(session, computes_the_same_whatever_the_callers_rounding) {
    const fixture place(1);
    const bench shared(place, shared_case);
    const floats expected = runner(place, shared).step();
    for (const unsigned rounding : {0x2000u, 0x4000u, 0x6000u}) { // down, up, to zero
        const float_settings set(0x1f80u | rounding);
        EXPECT_TRUE(same_bits(expected, runner(place, shared).step())) << rounding;
    }
}

TEST(session, hands_back_the_callers_float_settings) {
    constexpr unsigned status_flags = 0x3f; // sticky: every computation may raise them
    const fixture place(2);
    const denormal_bench b(place);
    for (const unsigned settings : {0x1f80u, 0x1f80u | flush_bits, 0x1f80u | 0x8000u, 0x3f80u /* round down */}) {
        const float_settings set(settings);
        expect_ok(b.forward(false));
        EXPECT_EQ(settings, _mm_getcsr() & ~status_flags);
        expect_failure(nrnn_recurrent_forward(place.session(), b.layer(), nullptr, nullptr, 0), NRNN_INVALID_ARGUMENT,
                       "null");
        EXPECT_EQ(settings, _mm_getcsr() & ~status_flags) << "after a failure";
    }
}

#endif

} // namespace

#include "core/thread_pool.hpp"

#include "core/denormals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <mutex>
#include <numeric>
#include <set>

using nrnn::thread_pool;
using namespace std::chrono_literals;

namespace {

constexpr auto no_spin = 0us;
constexpr auto short_spin = 50us; // the engine's default
constexpr auto patience = 30s;    // for what must happen; a failure, not a hang, where it does not

// For tests whose chunks wait for each other: the pool must go on using its workers, however late they are.
constexpr auto any_lateness = nrnn::lateness::unlimited;

// Waits for the condition while the host runs other threads; false when patience ends.
template <class Condition>
bool wait_for(Condition &&condition) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::yield();
    }
    return true;
}

// How often each chunk ran; every chunk must be told the same total.
class tally {
public:
    explicit tally(int n) : runs_(static_cast<size_t>(n)) {}

    void run_on(thread_pool &pool) {
        pool.parallel_for(size(), [this](int i, int n) {
            wrong_totals_ += n != size();
            ++runs_[static_cast<size_t>(i)];
        });
    }

    bool each_ran(int times) const {
        return wrong_totals_ == 0 && std::all_of(runs_.begin(), runs_.end(), [&](int runs) { return runs == times; });
    }

private:
    int size() const { return static_cast<int>(runs_.size()); }

    std::vector<std::atomic<int>> runs_;
    std::atomic<int> wrong_totals_{0};
};

template <class Body>
void on_threads(int count, Body &&body) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&body, i] { body(i); });
    for (auto &thread : threads)
        thread.join();
}

class thread_pool_of : public testing::TestWithParam<int> {};

TEST_P(thread_pool_of, runs_every_chunk_exactly_once) {
    thread_pool pool(GetParam(), short_spin);
    EXPECT_EQ(GetParam(), pool.get_num_threads());
    for (const int n : {0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 63, 64, 65, 1000, 4099}) {
        tally chunks(n);
        chunks.run_on(pool);
        EXPECT_TRUE(chunks.each_ran(1)) << n << " chunks";
    }
}

TEST_P(thread_pool_of, serves_several_callers_at_once) {
    thread_pool pool(GetParam(), short_spin);
    on_threads(6, [&](int caller) {
        for (int round = 0; round < 50; ++round) {
            tally chunks(1 + 37 * caller + round);
            chunks.run_on(pool);
            EXPECT_TRUE(chunks.each_ran(1)) << "caller " << caller << ", round " << round;
        }
    });
}

TEST_P(thread_pool_of, runs_nested_calls_in_place) {
    thread_pool pool(GetParam(), short_spin);
    EXPECT_FALSE(pool.get_in_parallel());
    std::atomic<int> inner{0}, elsewhere{0}, unaware{0};
    pool.parallel_for(20, [&](int, int) {
        const auto here = std::this_thread::get_id();
        unaware += !pool.get_in_parallel();
        pool.parallel_for(7, [&](int, int) {
            ++inner;
            elsewhere += std::this_thread::get_id() != here;
        });
        unaware += !pool.get_in_parallel(); // still inside the outer chunk
    });
    EXPECT_EQ(140, inner);
    EXPECT_EQ(0, elsewhere);
    EXPECT_EQ(0, unaware);
    EXPECT_FALSE(pool.get_in_parallel());
}

TEST_P(thread_pool_of, leaves_work_to_a_caller_that_runs_alone) {
    thread_pool pool(GetParam(), short_spin);
    const auto here = std::this_thread::get_id();
    const auto elsewhere_of = [&](int chunks) {
        std::atomic<int> elsewhere{0};
        pool.parallel_for(chunks, [&](int, int n) { elsewhere += n != chunks || std::this_thread::get_id() != here; });
        return elsewhere.load();
    };
    {
        const nrnn::run_alone scope(true);
        EXPECT_TRUE(pool.get_in_parallel());
        const nrnn::run_alone inner(false);
        EXPECT_EQ(0, elsewhere_of(100)) << "what was asked for outside holds inside";
    }
    EXPECT_FALSE(pool.get_in_parallel());
    const nrnn::run_alone unwanted(false);
    EXPECT_FALSE(pool.get_in_parallel());
}

TEST_P(thread_pool_of, survives_thousands_of_tiny_jobs_from_four_callers) {
    for (const auto spin : {no_spin, short_spin}) {
        thread_pool pool(GetParam(), spin);
        on_threads(4, [&](int caller) {
            std::vector<int> sums(8); // written by whoever runs a chunk, read here: the pool must order both
            for (int round = 0; round < 3000; ++round) {
                const int n = 1 + (round + caller) % 8;
                pool.parallel_for(n, [&](int i, int) { sums[static_cast<size_t>(i)] += 1; });
                const int ran = std::accumulate(sums.begin(), sums.end(), 0);
                ASSERT_EQ(n, ran) << "caller " << caller << ", round " << round;
                std::fill(sums.begin(), sums.end(), 0);
            }
        });
    }
}

TEST_P(thread_pool_of, can_be_destroyed_whether_its_workers_sleep_spin_or_start) {
    for (int round = 0; round < 30; ++round) {
        thread_pool unused(GetParam(), short_spin);
        thread_pool sleeping(GetParam(), no_spin), spinning(GetParam(), 1s);
        for (auto *pool : {&sleeping, &spinning}) {
            tally chunks(5);
            chunks.run_on(*pool);
            EXPECT_TRUE(chunks.each_ran(1));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(threads, thread_pool_of, testing::Values(1, 2, 3, 8));

TEST(thread_pool, of_one_runs_chunks_in_order_on_the_caller) {
    thread_pool pool(1, short_spin);
    std::vector<int> order; // a second thread here would be a data race
    std::set<std::thread::id> threads;
    pool.parallel_for(100, [&](int i, int) {
        order.push_back(i);
        threads.insert(std::this_thread::get_id());
    });
    std::vector<int> expected(100);
    std::iota(expected.begin(), expected.end(), 0);
    EXPECT_EQ(expected, order);
    EXPECT_EQ(std::set<std::thread::id>{std::this_thread::get_id()}, threads);
}

// Both chunks wait for each other, so a wake-up that gets lost shows at once.
TEST(thread_pool, wakes_a_sleeping_worker_for_every_job) {
    thread_pool pool(2, no_spin, any_lateness);
    for (int round = 0; round < 3000; ++round) {
        std::atomic<int> begun{0};
        pool.parallel_for(2, [&](int, int) {
            ++begun;
            ASSERT_TRUE(wait_for([&] { return begun == 2; })) << "the worker slept through round " << round;
        });
        ASSERT_FALSE(HasFailure());
    }
}

TEST(thread_pool, all_workers_help_with_one_job) {
    thread_pool pool(5, no_spin, any_lateness);
    std::atomic<int> begun{0};
    pool.parallel_for(5, [&](int, int) {
        ++begun;
        EXPECT_TRUE(wait_for([&] { return begun == 5; }));
    });
    EXPECT_EQ(5, begun);
}

TEST(lateness, holds_from_a_late_report_for_a_while) {
    using nrnn::lateness;
    lateness workers(300us);
    const auto now = lateness::clock::now(), later = now + 1h, before = now - 1h;
    EXPECT_FALSE(workers.holds());
    workers.report(1ms, 1200us, later);
    EXPECT_FALSE(workers.holds()) << "as long as the caller itself, and what is tolerated, is in time";
    workers.report(1ms, 1400us, before);
    EXPECT_FALSE(workers.holds()) << "over";
    workers.report(1ms, 1400us, later);
    EXPECT_TRUE(workers.holds());
}

TEST(lateness, holds_longer_each_time_up_to_a_limit) {
    using nrnn::lateness;
    lateness workers(300us);
    const auto now = lateness::clock::now();
    for (int i = 0; i < 20; ++i)
        workers.report(0ms, 10ms, now - 1h);
    workers.report(0ms, 10ms, lateness::clock::now() - lateness::longest_hold - 1ms);
    EXPECT_FALSE(workers.holds());
    workers.report(0ms, 10ms, lateness::clock::now() - lateness::longest_hold / 2);
    EXPECT_TRUE(workers.holds()) << "far beyond the shortest hold";
}

// With no patience at all every job counts as late: the holds grow, and hardly a job is shared.
TEST(thread_pool, callers_run_alone_while_workers_are_late) {
    thread_pool pool(4, short_spin, -1h);
    const auto here = std::this_thread::get_id();
    const auto end = std::chrono::steady_clock::now() + nrnn::lateness::longest_hold;
    int shared = 0;
    while (std::chrono::steady_clock::now() < end) {
        std::atomic<int> elsewhere{0};
        pool.parallel_for(1000, [&](int, int) { elsewhere += std::this_thread::get_id() != here; });
        shared += elsewhere > 0;
    }
    EXPECT_LE(shared, 10) << "2 + 4 + ... + 512 ms";
}

// A job that holds its caller and every worker until released.
class blockade {
public:
    explicit blockade(thread_pool &pool) : caller_([this, &pool] { hold(pool); }) {
        EXPECT_TRUE(wait_for([&] { return held_ == pool.get_num_threads(); }));
    }
    ~blockade() {
        released_ = true;
        caller_.join();
    }

private:
    void hold(thread_pool &pool) {
        pool.parallel_for(pool.get_num_threads(), [this](int, int) {
            ++held_;
            wait_for([this] { return released_.load(); });
        });
    }

    std::atomic<int> held_{0};
    std::atomic<bool> released_{false};
    std::thread caller_; // last: uses the others
};

TEST(thread_pool, a_caller_finishes_alone_while_the_workers_are_stuck_in_anothers_chunks) {
    thread_pool pool(3, short_spin, any_lateness);
    const blockade others(pool);
    const auto here = std::this_thread::get_id();
    for (int round = 0; round < 100; ++round) {
        tally chunks(50);
        chunks.run_on(pool);
        ASSERT_TRUE(chunks.each_ran(1));
        pool.parallel_for(10, [&](int, int) { ASSERT_EQ(here, std::this_thread::get_id()); });
    }
}

TEST(thread_pool, more_callers_than_it_has_slots_do_not_wait_for_each_other) {
    constexpr size_t callers = 40;
    thread_pool pool(2, short_spin);
    std::vector<std::atomic<bool>> begun(callers);
    const auto all_begun = [&] { return std::all_of(begun.begin(), begun.end(), [](bool b) { return b; }); };
    std::atomic<int> ran{0};
    on_threads(callers, [&](int caller) {
        pool.parallel_for(3, [&](int, int) {
            begun[static_cast<size_t>(caller)] = true;
            ASSERT_TRUE(wait_for(all_begun));
            ++ran;
        });
    });
    EXPECT_EQ(3 * static_cast<int>(callers), ran);
}

// Two callers sit in a chunk of their own until the one worker has run all the others.
TEST(thread_pool, a_worker_takes_chunks_of_two_callers_in_turn) {
    constexpr int chunks = 40, by_worker = chunks - 1;
    thread_pool pool(2, short_spin, any_lateness);
    std::atomic<int> waiting{0};
    std::vector<int> turns; // written by the worker alone, one caller number per chunk
    std::atomic<size_t> turn_count{0};
    on_threads(2, [&](int caller) {
        const auto here = std::this_thread::get_id();
        std::atomic<bool> own{false};
        pool.parallel_for(chunks, [&](int, int) {
            if (std::this_thread::get_id() == here) {
                if (own.exchange(true))
                    return;
                ++waiting;
                EXPECT_TRUE(wait_for([&] { return turn_count >= 2 * by_worker; }));
                return;
            }
            EXPECT_TRUE(wait_for([&] { return waiting == 2; }));
            turns.push_back(caller);
            turn_count = turns.size();
        });
    });
    ASSERT_EQ(2u * by_worker, turns.size());
    for (size_t i = 1; i < turns.size(); ++i)
        EXPECT_NE(turns[i - 1], turns[i]) << "turn " << i;
}

#ifndef NRNN_SANITIZED // death tests fork, and sanitizers dislike that with threads about
TEST(thread_pool, a_chunk_that_throws_ends_the_program) {
    const auto run = [](int threads) {
        thread_pool pool(threads, short_spin);
        try {
            pool.parallel_for(4, [](int, int) { throw std::runtime_error("from a chunk"); });
        } catch (const std::runtime_error &) {
            std::_Exit(0); // not here: others may still be in the function
        }
    };
    EXPECT_DEATH(run(1), "");
    EXPECT_DEATH(run(3), "");
}
#endif

#if defined(__x86_64__) || defined(_M_X64)
TEST(thread_pool, workers_flush_denormals) {
    constexpr unsigned flush_bits = 0x8040; // MXCSR: flush to zero, denormals are zero
    thread_pool pool(4, short_spin, any_lateness);
    const auto here = std::this_thread::get_id();
    std::atomic<int> begun{0}, flushing{0};
    pool.parallel_for(4, [&](int, int) {
        ++begun;
        EXPECT_TRUE(wait_for([&] { return begun == 4; })); // one chunk on each thread
        flushing += std::this_thread::get_id() != here && (_mm_getcsr() & flush_bits) == flush_bits;
    });
    EXPECT_EQ(3, flushing);
}
#endif

} // namespace

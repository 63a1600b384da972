// The caller-helps pool: a caller publishes a job and claims its chunks itself; idle workers claim chunks one
// by one beside it. Nobody ever waits for a chunk that has not begun, so a busy host costs parallelism, not
// seconds. Several callers may publish at once; workers go round their jobs chunk by chunk.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "core/lateness.hpp"

#include "oneapi/dnnl/dnnl_threadpool_iface.hpp"

namespace nrnn {

class thread_pool final : public dnnl::threadpool_interop::threadpool_iface {
public:
    using chunk_function = std::function<void(int, int)>;

    // threads counts the caller: a pool of 1 has no workers. tolerated: how late workers may be.
    thread_pool(int threads, std::chrono::microseconds spin, lateness::duration tolerated = lateness::usual);
    ~thread_pool() override;

    int get_num_threads() const override { return threads_; }
    bool get_in_parallel() const override;
    uint64_t get_flags() const override { return 0; }
    // Runs function(i, n) for i in 0 .. n-1 and returns when all are done. The function must not throw: other
    // threads may be in it still, and none of them could be told; an exception ends the program.
    void parallel_for(int n, const chunk_function &function) override;
    // Part of the interface from oneDNN 3.9 on; parallel_for has already waited.
    void wait() {}

private:
    struct without_workers {};
    thread_pool(without_workers, int threads, std::chrono::microseconds spin, lateness::duration tolerated)
        : threads_(threads), spin_(spin), lateness_(tolerated) {}

    // Jobs live in slots that are never freed, so a late worker can look at one safely. `ticket` holds the
    // job's generation (high half) and its next unclaimed chunk (low half): claiming is one compare-and-swap,
    // which fails if the slot has been given to another job in between.
    struct alignas(64) slot {
        std::atomic<uint64_t> ticket{0};
        std::atomic<const chunk_function *> function{nullptr};
        std::atomic<int> total{0};
        std::atomic<int> core{-1}; // the caller's
        alignas(64) std::atomic<int> done{0};
        std::atomic<bool> taken{false};
    };
    static constexpr int slot_count = 16;

    slot *acquire_slot();
    void publish(slot &job, int n, const chunk_function &function);
    bool run_one_chunk(slot &job);
    void wait_for_begun_chunks(const slot &job, int n, lateness::clock::time_point begun);
    bool shares_a_core(const slot &job);
    bool run_any_chunk(int &next_slot);
    void work();
    bool spin_for_work(int &next_slot);
    void sleep_until_published(uint64_t seen);

    const int threads_;
    const std::chrono::microseconds spin_;
    std::array<slot, slot_count> slots_;
    lateness lateness_;
    alignas(64) std::atomic<uint64_t> published_{0};
    std::atomic<int> sleeping_{0};
    std::atomic<bool> stopping_{false};
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<std::thread> workers_;
};

// While one exists that is wanted, its thread runs all chunks of its jobs itself: for work that takes no longer than
// handing a part of it over. The chunks are the same, and so is what they compute.
class run_alone {
public:
    explicit run_alone(bool is_wanted);
    ~run_alone();
    run_alone(const run_alone &) = delete;
    run_alone &operator=(const run_alone &) = delete;

private:
    const bool outer_;
};

} // namespace nrnn

#include "core/thread_pool.hpp"

#include "core/denormals.hpp"

#if defined(__linux__)
#include <sched.h>
#endif

namespace nrnn {
namespace {

// True while this thread runs a chunk, or alone: parallel regions then run in place.
thread_local bool runs_in_place = false;

inline void cpu_relax() {
#if defined(__x86_64__) || defined(_M_X64)
    _mm_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

// The core that this thread is on; -1 where the system does not say.
int current_core() {
#if defined(__linux__)
    return sched_getcpu();
#else
    return -1;
#endif
}

// Moves this thread to another core that it may run on; false where there is none or the system cannot.
bool leave_core(int core) {
#if defined(__linux__)
    cpu_set_t allowed, others;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0)
        return false;
    others = allowed;
    CPU_CLR(core, &others);
    if (CPU_COUNT(&others) == 0 || sched_setaffinity(0, sizeof others, &others) != 0)
        return false;
    sched_setaffinity(0, sizeof allowed, &allowed); // free again, but not moved back
    return true;
#else
    (void)core;
    return false;
#endif
}

void run_chunk(const thread_pool::chunk_function &function, int i, int n) noexcept {
    const run_alone nested(true);
    function(i, n);
}

void run_in_place(int n, const thread_pool::chunk_function &function) {
    for (int i = 0; i < n; ++i)
        run_chunk(function, i, n);
}

// A closed ticket's chunk is beyond every total, so nobody can claim with it.
constexpr uint64_t closed = 0x7fffffffu;
constexpr uint64_t next_generation(uint64_t ticket) { return ((ticket >> 32) + 1) << 32; }
constexpr int chunk_of(uint64_t ticket) { return static_cast<int>(ticket & 0xffffffffu); }

} // namespace

// Delegating makes the pool complete first: where a thread cannot be started, the destructor ends the others.
thread_pool::thread_pool(int threads, std::chrono::microseconds spin, lateness::duration tolerated)
    : thread_pool(without_workers{}, threads, spin, tolerated) {
    workers_.reserve(threads - 1);
    for (int i = 1; i < threads; ++i)
        workers_.emplace_back([this] { work(); });
}

thread_pool::~thread_pool() {
    {
        std::lock_guard<std::mutex> lock(mutex_);
        stopping_.store(true);
        published_.fetch_add(1);
    }
    wake_.notify_all();
    for (auto &worker : workers_)
        worker.join();
}

bool thread_pool::get_in_parallel() const { return runs_in_place; }

void thread_pool::parallel_for(int n, const chunk_function &function) {
    slot *job = n > 1 && threads_ > 1 && !runs_in_place && !lateness_.holds() ? acquire_slot() : nullptr;
    if (job == nullptr) {
        run_in_place(n, function);
        return;
    }
    const auto begun = lateness::clock::now();
    publish(*job, n, function);
    while (run_one_chunk(*job)) {
    }
    wait_for_begun_chunks(*job, n, begun);
    job->taken.store(false, std::memory_order_release);
}

// Only chunks that a worker has begun are left.
void thread_pool::wait_for_begun_chunks(const slot &job, int n, lateness::clock::time_point begun) {
    const auto own_done = lateness::clock::now();
    for (int round = 0; job.done.load(std::memory_order_acquire) < n; ++round) {
        cpu_relax();
        if ((round & 1023) == 1023)
            std::this_thread::yield();
    }
    const auto now = lateness::clock::now();
    lateness_.report(own_done - begun, now - own_done, now);
}

// A free slot, or none when many callers are at work: the caller then runs its chunks alone.
thread_pool::slot *thread_pool::acquire_slot() {
    for (auto &candidate : slots_)
        if (!candidate.taken.load(std::memory_order_relaxed) &&
            !candidate.taken.exchange(true, std::memory_order_acquire))
            return &candidate;
    return nullptr;
}

void thread_pool::publish(slot &job, int n, const chunk_function &function) {
    // Closed first: a worker that read the old ticket and the new total then fails to claim.
    const uint64_t generation = next_generation(job.ticket.load(std::memory_order_relaxed));
    job.ticket.store(generation | closed, std::memory_order_release);
    job.function.store(&function, std::memory_order_release);
    job.total.store(n, std::memory_order_release);
    job.core.store(current_core(), std::memory_order_relaxed);
    job.done.store(0, std::memory_order_relaxed);
    job.ticket.store(generation, std::memory_order_release);
    published_.fetch_add(1); // sequentially consistent with the sleepers' count below
    if (sleeping_.load() > 0) {
        std::lock_guard<std::mutex> lock(mutex_);
        for (int helpers = std::min(n - 1, sleeping_.load()); helpers > 0; --helpers) // the caller takes a chunk too
            wake_.notify_one();
    }
}

bool thread_pool::run_one_chunk(slot &job) {
    uint64_t ticket = job.ticket.load(std::memory_order_acquire);
    for (;;) {
        const int chunk = chunk_of(ticket);
        const int total = job.total.load(std::memory_order_acquire);
        const chunk_function *function = job.function.load(std::memory_order_acquire);
        if (chunk >= total)
            return false;
        if (!job.ticket.compare_exchange_weak(ticket, ticket + 1, std::memory_order_acq_rel))
            continue;
        run_chunk(*function, chunk, total);
        job.done.fetch_add(1, std::memory_order_acq_rel);
        return true;
    }
}

// A worker on its caller's own core can only take time from it: it moves away, and where it is put back at once, as
// on a machine whose other cores are busy, the callers do without it for a while.
bool thread_pool::shares_a_core(const slot &job) {
    thread_local lateness::clock::time_point moved;
    const int caller = job.core.load(std::memory_order_relaxed);
    if (caller < 0 || caller != current_core())
        return false;
    const auto now = lateness::clock::now();
    const bool moved_before = now - moved < lateness::shortest_hold;
    moved = now;
    return (moved_before || !leave_core(caller)) && lateness_.hold(now);
}

bool thread_pool::run_any_chunk(int &next_slot) {
    for (int i = 0; i < slot_count; ++i) {
        slot &candidate = slots_[(next_slot + i) % slot_count];
        if (candidate.taken.load(std::memory_order_relaxed) && !shares_a_core(candidate) && run_one_chunk(candidate)) {
            next_slot = (next_slot + i + 1) % slot_count;
            return true;
        }
    }
    return false;
}

void thread_pool::work() {
    const flush_denormals flushed;
    int next_slot = 0;
    while (!stopping_.load(std::memory_order_relaxed)) {
        const uint64_t seen = published_.load();
        if (run_any_chunk(next_slot) || spin_for_work(next_slot))
            continue;
        sleep_until_published(seen);
    }
}

bool thread_pool::spin_for_work(int &next_slot) {
    const auto deadline = std::chrono::steady_clock::now() + spin_;
    const uint64_t seen = published_.load();
    for (int round = 0; !stopping_.load(std::memory_order_relaxed); ++round) {
        if (published_.load(std::memory_order_acquire) != seen || (round & 15) == 0) {
            if (run_any_chunk(next_slot))
                return true;
        }
        cpu_relax();
        if ((round & 63) == 63 && std::chrono::steady_clock::now() > deadline)
            return false;
    }
    return false;
}

void thread_pool::sleep_until_published(uint64_t seen) {
    std::unique_lock<std::mutex> lock(mutex_);
    sleeping_.fetch_add(1);
    wake_.wait(lock, [&] { return published_.load() != seen || stopping_.load(); });
    sleeping_.fetch_sub(1);
}

run_alone::run_alone(bool is_wanted) : outer_(runs_in_place) { runs_in_place = outer_ || is_wanted; }

run_alone::~run_alone() { runs_in_place = outer_; }

} // namespace nrnn

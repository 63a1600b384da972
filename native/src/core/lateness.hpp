// Whether a pool's workers are of no use, because others keep the cores busy. A worker that has begun a chunk and is
// taken off its core holds its caller up for milliseconds, and one that is put on its caller's core takes time from it;
// callers then run their chunks alone for a while.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>

namespace nrnn {

class lateness {
public:
    using clock = std::chrono::steady_clock;
    using duration = std::chrono::nanoseconds;
    using ticks = duration::rep; // long or long long, as the standard library has it

    // Longer than waking takes, shorter than a scheduler's slice.
    static constexpr duration usual = std::chrono::microseconds(300);
    static constexpr duration shortest_hold = std::chrono::milliseconds(2);
    static constexpr duration longest_hold = std::chrono::milliseconds(512);

    // For workers that are waited for whatever they do.
    static constexpr duration unlimited = duration::max();

    explicit lateness(duration tolerated) : tolerated_(tolerated) {}

    // Whether a caller should run alone.
    bool holds() const {
        const ticks until = until_.load(std::memory_order_relaxed);
        return until != 0 && clock::now().time_since_epoch().count() < until;
    }

    // own: how long the caller's chunks took, for those of workers take as long; waited: for workers, behind them.
    void report(duration own, duration waited, clock::time_point now) {
        const ticks next = next_.load(std::memory_order_relaxed);
        if (waited - tolerated_ > own)
            hold(now);
        else if (next > shortest_hold.count())
            next_.store(std::max(next - own.count(), shortest_hold.count()), std::memory_order_relaxed);
    }

    // Callers run alone from now on for a while; false where they never do.
    bool hold(clock::time_point now) {
        if (tolerated_ == unlimited)
            return false;
        const ticks next = next_.load(std::memory_order_relaxed);
        until_.store((now.time_since_epoch() + duration(next)).count(), std::memory_order_relaxed);
        next_.store(std::min(2 * next, longest_hold.count()), std::memory_order_relaxed);
        return true;
    }

private:
    const duration tolerated_;
    std::atomic<ticks> until_{0};
    std::atomic<ticks> next_{shortest_hold.count()}; // hold; work in time shortens it by as much
};

} // namespace nrnn

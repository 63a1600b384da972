// What an engine holds and has done; see nrnn_engine_counters.
#pragma once

#include <atomic>
#include <cstdint>

namespace nrnn {

struct counters {
    std::atomic<uint64_t> live_buffers{0};
    std::atomic<uint64_t> live_bytes{0};
    std::atomic<uint64_t> live_layers{0};
    std::atomic<uint64_t> live_sessions{0};
    std::atomic<uint64_t> allocations{0};
    std::atomic<uint64_t> primitives_created{0};
    std::atomic<uint64_t> primitive_hits{0};
    std::atomic<uint64_t> primitive_evictions{0};
    std::atomic<uint64_t> weight_packs{0};
};

// Counts an object as live for as long as it exists.
class live_count {
public:
    explicit live_count(std::atomic<uint64_t> &figure) : figure_(figure) { ++figure_; }
    ~live_count() { --figure_; }
    live_count(const live_count &) = delete;
    live_count &operator=(const live_count &) = delete;

private:
    std::atomic<uint64_t> &figure_;
};

} // namespace nrnn

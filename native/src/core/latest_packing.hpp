// Memory for one packed weight tensor at a time, the latest.
#pragma once

#include "core/memory_block.hpp"

namespace nrnn {

// Weights in one of their layouts and versions; a version of 0 stands for "unknown" and equals none.
struct packing_identity {
    uint64_t layout; // the number of a packed_weights' copy
    const float *source;
    uint64_t version;

    bool operator==(const packing_identity &other) const {
        return version != 0 && layout == other.layout && source == other.source && version == other.version;
    }
};

class latest_packing {
public:
    explicit latest_packing(engine &owner) : memory_(owner) {}

    bool holds(const packing_identity &wanted) const { return held_ == wanted; }
    // What was held is gone, even where packing then fails.
    void *begin(size_t bytes) {
        held_ = {};
        return memory_.reserve_zeroed(bytes);
    }
    void end(const packing_identity &packed) { held_ = packed; }
    const void *data() const { return memory_.data(); }

private:
    memory_block memory_;
    packing_identity held_{};
};

} // namespace nrnn

// Parts of one block of memory, each on a cache line of its own. Over nothing they are only counted.
#pragma once

#include <cstddef>

#include "core/bf16.hpp"

namespace nrnn {

class memory_parts {
public:
    explicit memory_parts(float *memory = nullptr) : memory_(memory) {}

    float *floats(size_t count) {
        float *part = memory_ != nullptr ? memory_ + count_ : nullptr;
        count_ += (count + line - 1) / line * line;
        return part;
    }
    bf16 *halves(size_t count) { return reinterpret_cast<bf16 *>(floats((count + 1) / 2)); }
    size_t count() const { return count_; } // floats

private:
    static constexpr size_t line = 16;

    float *memory_;
    size_t count_ = 0;
};

} // namespace nrnn

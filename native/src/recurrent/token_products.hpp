// What a layer's input product gives for the rows of a table, the bias included: a token's embedding is the same each
// time, so from the second time on half of a step's weights need not be read. Rows are kept in the order in which they
// are met, as many as the memory holds; frequent tokens come early.
#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include "core/memory_block.hpp"

namespace nrnn {

class token_products {
public:
    // Of a layer and precision: 1,600 rows of an LSTM of 2,500 units, or all of most vocabularies. It is reserved at
    // once; systems that commit memory by use take what has been met.
    static constexpr size_t most_bytes = size_t{64} << 20;

    explicit token_products(counters &events) : events_(events), rows_(events) {}

    // What rows are the product of.
    struct operands {
        const float *table; // [classes, inputs]
        const float *weights;
        uint64_t version; // 0 stands for "unknown": nothing is kept
        uint64_t quantisation;
        size_t classes;
        size_t width; // of a product

        bool operator==(const operands &other) const {
            return table == other.table && weights == other.weights && version == other.version &&
                   quantisation == other.quantisation && classes == other.classes && width == other.width;
        }
    };
    // Forgets the rows of another version; false where the same one is in use with other operands.
    bool begin(const operands &of);

    // A row, by compute(float *to) where it is new; nullptr where there is no room for it.
    template <class Compute>
    const float *get(size_t id, Compute &&compute) {
        size_t place = places_[id].load(std::memory_order_acquire);
        return place != 0 ? row(place) : add(id, compute);
    }

private:
    float *row(size_t place) const { return rows_.floats() + (place - 1) * of_.width; }
    static size_t capacity(const operands &of);

    template <class Compute>
    const float *add(size_t id, Compute &&compute) {
        std::lock_guard<std::mutex> lock(mutex_);
        const size_t met = places_[id].load(std::memory_order_relaxed); // by another thread meanwhile
        if (met != 0)
            return row(met);
        if (used_ == capacity(of_))
            return nullptr;
        compute(row(used_ + 1));
        places_[id].store(static_cast<uint32_t>(++used_), std::memory_order_release);
        return row(used_);
    }

    counters &events_;
    std::mutex mutex_;
    operands of_{};
    memory_block rows_;
    std::vector<std::atomic<uint32_t>> places_; // by id, from 1; 0: not met
    size_t used_ = 0;
};

} // namespace nrnn

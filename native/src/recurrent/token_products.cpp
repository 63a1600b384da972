#include "recurrent/token_products.hpp"

#include <algorithm>

namespace nrnn {

size_t token_products::capacity(const operands &of) {
    return std::min(of.classes, most_bytes / (of.width * sizeof(float)));
}

bool token_products::begin(const operands &of) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (of == of_)
        return true;
    if (of.version == 0 || of.version == of_.version)
        return false;
    of_ = {}; // where memory runs out, nothing is kept
    used_ = 0;
    if (places_.size() != of.classes) {
        places_ = std::vector<std::atomic<uint32_t>>(of.classes);
        ++events_.allocations;
    }
    for (auto &place : places_)
        place.store(0, std::memory_order_relaxed);
    rows_.reserve(capacity(of) * of.width * sizeof(float));
    of_ = of;
    return true;
}

} // namespace nrnn

#include "core/plan_cache.hpp"

namespace nrnn {

plan *plan_cache::find(const plan_key &key) {
    for (auto it = entries_.begin(); it != entries_.end(); ++it) {
        if (it->key == key) {
            entries_.splice(entries_.begin(), entries_, it);
            ++events_.primitive_hits;
            return entries_.front().value.get();
        }
    }
    return nullptr;
}

plan *plan_cache::insert(const plan_key &key, std::unique_ptr<plan> value) {
    entries_.push_front({key, std::move(value)});
    ++events_.allocations;
    ++events_.primitives_created;
    if (entries_.size() > capacity) {
        entries_.pop_back();
        ++events_.primitive_evictions;
    }
    return entries_.front().value.get();
}

} // namespace nrnn

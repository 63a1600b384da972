#include "core/plan_cache.hpp"

namespace nrnn {

size_t plan_cache::key_hash::operator()(const plan_key &key) const {
    uint64_t hash = key.owner;
    for (const uint64_t part : key.shape)
        hash = (hash ^ part) * 0x9e3779b97f4a7c15u + (hash >> 29); // the golden ratio's bits: neighbours spread
    return static_cast<size_t>(hash ^ (hash >> 32));
}

plan *plan_cache::find(const plan_key &key) {
    const auto found = index_.find(key);
    if (found == index_.end())
        return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    ++events_.primitive_hits;
    return entries_.front().value.get();
}

plan *plan_cache::insert(const plan_key &key, std::unique_ptr<plan> value) {
    std::list<entry> made;
    made.push_front({key, std::move(value)});
    index_[key] = made.begin();
    entries_.splice(entries_.begin(), made); // iterators stay
    ++events_.allocations;
    ++events_.primitives_created;
    if (entries_.size() > capacity) {
        index_.erase(entries_.back().key);
        entries_.pop_back();
        ++events_.primitive_evictions;
    }
    return entries_.front().value.get();
}

} // namespace nrnn

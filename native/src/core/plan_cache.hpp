// Prepared primitives by shape, most recently used first, bounded.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>

#include "core/counters.hpp"

namespace nrnn {

// What a session prepares once per shape and reuses: primitives with their argument memories.
class plan {
public:
    plan() = default;
    plan(const plan &) = delete;
    plan &operator=(const plan &) = delete;
    virtual ~plan() = default;
};

struct plan_key {
    uint64_t owner;                // a layer's number, or a plan_kind
    std::array<uint64_t, 6> shape; // unused parts are 0
    bool operator==(const plan_key &other) const { return owner == other.owner && shape == other.shape; }
};

// Owners below this are operations without an object of their own; layers are numbered from it.
constexpr uint64_t first_layer_number = 1024;

class plan_cache {
public:
    // A recurrent layer over sequences of different lengths has a plan for each pair of steps and rows.
    static constexpr size_t capacity = 1024;

    explicit plan_cache(counters &events) : events_(events) {}

    // The plan of a key; made by factory() -> std::unique_ptr<Plan> where it is not there.
    template <class Plan, class Factory>
    Plan &get(const plan_key &key, Factory &&factory) {
        plan *found = find(key);
        if (found == nullptr)
            found = insert(key, factory());
        return static_cast<Plan &>(*found);
    }

private:
    struct entry {
        plan_key key;
        std::unique_ptr<plan> value;
    };

    struct key_hash {
        size_t operator()(const plan_key &key) const;
    };

    plan *find(const plan_key &key);
    plan *insert(const plan_key &key, std::unique_ptr<plan> value);

    counters &events_;
    std::list<entry> entries_; // most recently used first
    std::unordered_map<plan_key, std::list<entry>::iterator, key_hash> index_;
};

} // namespace nrnn

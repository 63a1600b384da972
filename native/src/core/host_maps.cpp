#include "core/host_maps.hpp"

#include <functional>

namespace nrnn {

float *host_maps::add(device &owner, const float *address, size_t count, host_access access) {
    if (address == nullptr || count == 0)
        return const_cast<float *>(address);
    const std::less_equal<const float *> no_later;
    for (const mapped &part : parts_) {
        const float *end = part.address + part.count;
        const bool is_apart = no_later(address + count, part.address) || no_later(end, address);
        if (is_apart || (access == host_access::read && part.access == host_access::read))
            continue;
        if (!no_later(part.address, address) || !no_later(address + count, end) || part.access == host_access::read)
            throw error(NRNN_INTERNAL, "host code maps overlapping parts of device memory");
        return part.data + (address - part.address);
    }
    parts_.reserve(parts_.size() + 1); // what is mapped must be noted
    auto *data = static_cast<float *>(owner.map(address, count * sizeof(float), access));
    parts_.push_back({address, count, access, data});
    return data;
}

void host_maps::clear(device &owner) noexcept {
    for (const mapped &part : parts_) {
        try {
            owner.unmap(part.address, part.data);
        } catch (const error &) { // an operation that has ended, often with an error of its own
        }
    }
    parts_.clear();
}

} // namespace nrnn

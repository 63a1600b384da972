// Where a primitive's arguments lie in a GPU engine's memory. One that does not lie where the primitive can take it
// is copied, on the device, before and behind the primitive.
#pragma once

#include <vector>

#include "core/device.hpp"

namespace nrnn {

class session;

enum class flow { in, out, update }; // update: what is there before counts

struct device_argument {
    int number;
    dnnl_memory_t memory;
    size_t bytes;
    flow direction;
    const void *address = nullptr;
    void *copy = nullptr; // where it is staged
};

class device_arguments {
public:
    void add(const device_argument &added) { arguments_.push_back(added); }
    void bind(int number, const void *address);
    // Points the arguments at their memory or at copies of it; what the primitive writes is then copied back.
    void point(session &session, device &gpu);
    void return_staged(device &gpu) const;

private:
    void stage(session &session, device &gpu);

    std::vector<device_argument> arguments_;
};

} // namespace nrnn

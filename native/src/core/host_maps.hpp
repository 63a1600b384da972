// The parts of device memory that host code is using, for one operation at a time.
#pragma once

#include <vector>

#include "core/device.hpp"

namespace nrnn {

class host_maps {
public:
    // The part as the host sees it; nullptr stays. A part of what is mapped already is not mapped again; one that
    // would overlap what is mapped otherwise is refused, for OpenCL does not define that.
    float *add(device &owner, const float *address, size_t count, host_access access);
    // Never throws: what could not be unmapped is lost to the host, not to the device.
    void clear(device &owner) noexcept;

private:
    struct mapped {
        const float *address;
        size_t count;
        host_access access;
        float *data;
    };

    std::vector<mapped> parts_; // keeps its memory
};

} // namespace nrnn

// What int8 multiplies a layer's weights with: oneDNN takes one number per gate and unit, [G, H], for both weight
// tensors and all directions. Measured once per version of the parameters.
#pragma once

#include <mutex>

#include "core/quantisation.hpp"
#include "recurrent/plan.hpp"

namespace nrnn {

class weight_scales {
public:
    weight_scales(engine &owner, const recurrent_sizes &sizes) : sizes_(sizes), memory_(owner.events()) {}

    size_t count() const { return sizes_.gates * sizes_.hidden; }
    // plain_layer [D, C, G, H], plain_iter [D, H, G, H].
    const float *get(session &session, const float *plain_layer, const float *plain_iter, uint64_t version);

private:
    recurrent_sizes sizes_;
    std::mutex mutex_;
    memory_block memory_;
    const float *source_ = nullptr;
    uint64_t version_ = 0;
};

} // namespace nrnn

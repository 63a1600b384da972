// How a layer's bias parameters become the one bias tensor [D, B, H] that oneDNN adds, and back.
#pragma once

#include <mutex>

#include "recurrent/plan.hpp"

namespace nrnn {

class recurrent_bias {
public:
    recurrent_bias(engine &owner, const recurrent_sizes &sizes, int32_t mode);

    size_t parameters() const;
    // What oneDNN adds: zeros, the parameters themselves, or the sums of the pairs.
    const float *composed(session &session, const float *parameters, uint64_t version);
    // Where oneDNN adds the gradient: the parameters' own, or scratch that `scatter` then hands on.
    float *gradient_target(session &session, float *parameters_gradient) const;
    void scatter(session &session, const float *gradient, float *parameters_gradient) const;

private:
    void sum_pairs(const float *parameters, float *sums) const;

    recurrent_sizes sizes_;
    int32_t mode_;
    std::mutex mutex_;
    memory_block memory_;
    const float *source_ = nullptr;
    uint64_t version_ = 0;
};

} // namespace nrnn

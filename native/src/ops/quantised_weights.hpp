// A linear layer's weights in 8 bits, a scale per output, as one product wants them; made once per version.
#pragma once

#include <mutex>

#include "core/execution.hpp"

namespace nrnn {

class quantised_weights {
public:
    quantised_weights(engine &owner, const nrnn_linear_desc &sizes)
        : engine_(owner), sizes_(sizes), scales_(owner.events()), plain_(owner.events()), packed_(owner.events()) {}

    struct view {
        const void *weights;         // [I, O] in the wanted layout
        const float *inverse_scales; // [O]: an 8-bit weight times it is the weight
    };
    // source: [I, O], or transposed [O, I].
    view get(session &session, const dnnl::memory::desc &wanted, const float *source, uint64_t version);

private:
    void quantise(session &session, const float *source);
    void pack(session &session, const dnnl::memory::desc &wanted);

    engine &engine_;
    nrnn_linear_desc sizes_;
    std::mutex mutex_;
    memory_block scales_;
    memory_block plain_; // [I, O] or [O, I], as the source
    memory_block packed_;
    dnnl::memory::desc layout_;
    const float *source_ = nullptr;
    uint64_t version_ = 0;
};

} // namespace nrnn

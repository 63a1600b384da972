// One weight tensor in the layouts that primitives want, packed once per version of the parameters.
#pragma once

#include <list>
#include <mutex>

#include "core/execution.hpp"

namespace nrnn {

class packed_weights {
public:
    packed_weights(engine &owner, const dnnl::memory::desc &plain) : engine_(owner), plain_(plain) {}

    // The weights in the wanted layout; packs where this version has not been packed yet. A version of 0
    // stands for "unknown" and is packed every time.
    // attributes: how 8-bit weights are scaled, which differs with each version; else nullptr.
    const void *get(session &session, const dnnl::memory::desc &wanted, const float *source, uint64_t version,
                    const dnnl::primitive_attr *attributes = nullptr);

private:
    struct copy {
        copy(engine &owner, const dnnl::memory::desc &wanted);
        void prepare(engine &owner, const dnnl::memory::desc &plain, const dnnl::primitive_attr &attributes);

        dnnl::memory::desc layout;
        memory_block memory;
        execution reorder;
        const float *source = nullptr;
        uint64_t version = 0;
    };

    copy &copy_for(const dnnl::memory::desc &wanted, bool is_unscaled);

    engine &engine_;
    dnnl::memory::desc plain_;
    std::mutex mutex_;
    std::list<copy> copies_; // a list: addresses stay
};

} // namespace nrnn

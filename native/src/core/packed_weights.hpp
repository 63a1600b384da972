// One weight tensor in the layouts that primitives want, packed once per version of the parameters.
#pragma once

#include <list>
#include <mutex>

#include "core/execution.hpp"
#include "core/latest_packing.hpp"

namespace nrnn {

class packed_weights {
public:
    packed_weights(engine &owner, const dnnl::memory::desc &plain) : engine_(owner), plain_(plain) {}

    // The weights in the wanted layout; packs where this version has not been packed yet. A version of 0
    // stands for "unknown" and is packed every time.
    // attributes: how 8-bit weights are scaled, which differs with each version; else nullptr.
    const void *get(session &session, const dnnl::memory::desc &wanted, const float *source, uint64_t version,
                    const dnnl::primitive_attr *attributes = nullptr);
    // The same for one pass of training, whose next step brings a new version: large weights lie in `passing`, which
    // layers and passes share, until another tensor is packed there. A layout that is wanted again after that, in the
    // same version, gets memory of its own.
    const void *get_passing(session &session, const dnnl::memory::desc &wanted, const float *source, uint64_t version,
                            latest_packing &passing);

private:
    struct copy {
        copy(engine &owner, const dnnl::memory::desc &wanted);
        void prepare(engine &owner, const dnnl::memory::desc &plain, const dnnl::primitive_attr &attributes);

        dnnl::memory::desc layout;
        memory_block memory; // none as long as the layout is only passing
        execution reorder;
        packing_identity packed; // the latest
    };

    copy &copy_for(const dnnl::memory::desc &wanted, bool is_unscaled);
    const void *kept(session &session, copy &of, const packing_identity &wanted,
                     const dnnl::primitive_attr *attributes);
    void pack(session &session, copy &of, const packing_identity &wanted, void *to);

    engine &engine_;
    dnnl::memory::desc plain_;
    std::mutex mutex_;
    std::list<copy> copies_; // a list: addresses stay
};

} // namespace nrnn

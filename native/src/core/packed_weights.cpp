#include "core/packed_weights.hpp"

namespace nrnn {

packed_weights::copy::copy(engine &owner, const dnnl::memory::desc &plain, const dnnl::memory::desc &wanted)
    : layout(wanted), memory(owner.events()) {
    owner.prepare_to_create_primitives();
    const dnnl::reorder::primitive_desc descriptor(owner.onednn(), plain, owner.onednn(), wanted, user_scratchpad());
    reorder = execution(descriptor, dnnl::reorder(descriptor));
    reorder.add_argument(DNNL_ARG_FROM, plain);
    reorder.add_argument(DNNL_ARG_TO, wanted);
    memory.reserve_zeroed(wanted.get_size());
    reorder.bind(DNNL_ARG_TO, memory.data());
}

const void *packed_weights::get(session &session, const dnnl::memory::desc &wanted, const float *source,
                                uint64_t version) {
    if (wanted == plain_)
        return source;
    std::lock_guard<std::mutex> lock(mutex_);
    copy &packed = copy_for(wanted);
    if (version == 0 || packed.version != version || packed.source != source) {
        packed.reorder.bind(DNNL_ARG_FROM, source);
        packed.reorder.run(session);
        packed.version = version;
        packed.source = source;
        ++engine_.events().weight_packs;
    }
    return packed.memory.data();
}

packed_weights::copy &packed_weights::copy_for(const dnnl::memory::desc &wanted) {
    for (copy &existing : copies_)
        if (existing.layout == wanted)
            return existing;
    ++engine_.events().allocations;
    return copies_.emplace_back(engine_, plain_, wanted);
}

} // namespace nrnn

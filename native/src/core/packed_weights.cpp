#include "core/packed_weights.hpp"

namespace nrnn {

packed_weights::copy::copy(engine &owner, const dnnl::memory::desc &wanted) : layout(wanted), memory(owner) {
    memory.reserve_zeroed(wanted.get_size());
}

void packed_weights::copy::prepare(engine &owner, const dnnl::memory::desc &plain,
                                   const dnnl::primitive_attr &attributes) {
    owner.prepare_to_create_primitives();
    const dnnl::reorder::primitive_desc descriptor(owner.onednn(), plain, owner.onednn(), layout, attributes);
    reorder = execution(descriptor, dnnl::reorder(descriptor));
    reorder.add_argument(DNNL_ARG_FROM, plain);
    reorder.add_argument(DNNL_ARG_TO, layout, flow::out);
    reorder.bind(DNNL_ARG_TO, memory.data());
}

const void *packed_weights::get(session &session, const dnnl::memory::desc &wanted, const float *source,
                                uint64_t version, const dnnl::primitive_attr *attributes) {
    if (wanted == plain_)
        return source;
    std::lock_guard<std::mutex> lock(mutex_);
    copy &packed = copy_for(wanted, attributes == nullptr);
    if (version == 0 || packed.version != version || packed.source != source) {
        if (attributes != nullptr)
            packed.prepare(engine_, plain_, *attributes);
        packed.reorder.bind(DNNL_ARG_FROM, source);
        packed.reorder.run(session);
        packed.version = version;
        packed.source = source;
        ++engine_.events().weight_packs;
    }
    return packed.memory.data();
}

packed_weights::copy &packed_weights::copy_for(const dnnl::memory::desc &wanted, bool is_unscaled) {
    for (copy &existing : copies_)
        if (existing.layout == wanted)
            return existing;
    ++engine_.events().allocations;
    copy &made = copies_.emplace_back(engine_, wanted);
    if (is_unscaled)
        made.prepare(engine_, plain_, user_scratchpad());
    return made;
}

} // namespace nrnn

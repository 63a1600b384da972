#include "core/packed_weights.hpp"

#include <atomic>

namespace nrnn {
namespace {

// Below it memory is not worth another packing, where a version is wanted more than once.
constexpr size_t least_passing_bytes = size_t{2} << 20;

uint64_t next_layout_number() {
    static std::atomic<uint64_t> next{1};
    return next++;
}

} // namespace

packed_weights::copy::copy(engine &owner, const dnnl::memory::desc &wanted)
    : layout(wanted), memory(owner), packed{next_layout_number(), nullptr, 0} {}

void packed_weights::copy::prepare(engine &owner, const dnnl::memory::desc &plain,
                                   const dnnl::primitive_attr &attributes) {
    owner.prepare_to_create_primitives();
    const dnnl::reorder::primitive_desc descriptor(owner.onednn(), plain, owner.onednn(), layout, attributes);
    reorder = execution(descriptor, dnnl::reorder(descriptor));
    reorder.add_argument(DNNL_ARG_FROM, plain);
    reorder.add_argument(DNNL_ARG_TO, layout, flow::out);
}

const void *packed_weights::get(session &session, const dnnl::memory::desc &wanted, const float *source,
                                uint64_t version, const dnnl::primitive_attr *attributes) {
    if (wanted == plain_)
        return source;
    std::lock_guard<std::mutex> lock(mutex_);
    copy &found = copy_for(wanted, attributes == nullptr);
    return kept(session, found, {found.packed.layout, source, version}, attributes);
}

const void *packed_weights::get_passing(session &session, const dnnl::memory::desc &wanted, const float *source,
                                        uint64_t version, latest_packing &passing) {
    if (wanted == plain_)
        return source;
    std::lock_guard<std::mutex> lock(mutex_);
    copy &found = copy_for(wanted, true);
    const packing_identity identity{found.packed.layout, source, version};
    const bool is_kept = found.memory.data() != nullptr || wanted.get_size() < least_passing_bytes;
    if (is_kept || (found.packed == identity && !passing.holds(identity)))
        return kept(session, found, identity, nullptr);
    if (!passing.holds(identity)) {
        pack(session, found, identity, passing.begin(wanted.get_size()));
        passing.end(identity);
    }
    return passing.data();
}

const void *packed_weights::kept(session &session, copy &of, const packing_identity &wanted,
                                 const dnnl::primitive_attr *attributes) {
    const bool is_new = of.memory.data() == nullptr;
    void *memory = of.memory.reserve_zeroed(of.layout.get_size());
    if (is_new || !(of.packed == wanted)) {
        if (attributes != nullptr)
            of.prepare(engine_, plain_, *attributes);
        pack(session, of, wanted, memory);
    }
    return memory;
}

void packed_weights::pack(session &session, copy &of, const packing_identity &wanted, void *to) {
    of.packed.version = 0; // nothing, should packing fail
    of.reorder.bind(DNNL_ARG_FROM, wanted.source);
    of.reorder.bind(DNNL_ARG_TO, to);
    of.reorder.run(session);
    of.packed = wanted;
    ++engine_.events().weight_packs;
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

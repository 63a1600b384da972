#include "core/weight_gradient.hpp"

namespace nrnn {
namespace {

using md = dnnl::memory::desc;

constexpr size_t alignment = 64;

size_t aligned_bytes(const md &desc) { return (desc.get_size() + alignment - 1) / alignment * alignment; }

md laid_out_freely(const md &plain) {
    return {plain.get_dims(), dnnl::memory::data_type::bf16, dnnl::memory::format_tag::any};
}

execution make_packing(const engine &owner, const md &from, const md &to) {
    const dnnl::reorder::primitive_desc descriptor(owner.onednn(), from, owner.onednn(), to, user_scratchpad());
    execution packing(descriptor, dnnl::reorder(descriptor));
    packing.add_argument(DNNL_ARG_FROM, from);
    packing.add_argument(DNNL_ARG_TO, to, flow::out);
    return packing;
}

void pack(session &session, execution &packing, const void *from, void *to) {
    packing.bind(DNNL_ARG_FROM, from);
    packing.bind(DNNL_ARG_TO, to);
    packing.run(session);
}

} // namespace

weight_gradient::weight_gradient(const engine &owner, const md &left, const md &right, const md &result) {
    owner.prepare_to_create_primitives();
    const dnnl::matmul::primitive_desc descriptor(owner.onednn(), laid_out_freely(left), laid_out_freely(right), result,
                                                  accumulating());
    const md packed_left = descriptor.src_desc(), packed_right = descriptor.weights_desc();
    left_bytes_ = aligned_bytes(packed_left);
    right_bytes_ = aligned_bytes(packed_right);
    pack_left_ = make_packing(owner, left, packed_left);
    pack_right_ = make_packing(owner, right, packed_right);
    product_ = execution(descriptor, dnnl::matmul(descriptor));
    product_.add_argument(DNNL_ARG_SRC, packed_left);
    product_.add_argument(DNNL_ARG_WEIGHTS, packed_right);
    product_.add_argument(DNNL_ARG_DST, result, flow::update);
}

void weight_gradient::add(session &session, const void *left, const void *right, float *result) {
    auto *packed_left = static_cast<char *>(session.converted(left_bytes_ + right_bytes_));
    char *packed_right = packed_left + left_bytes_;
    pack(session, pack_left_, left, packed_left);
    pack(session, pack_right_, right, packed_right);
    product_.bind(DNNL_ARG_SRC, packed_left);
    product_.bind(DNNL_ARG_WEIGHTS, packed_right);
    product_.bind(DNNL_ARG_DST, result);
    product_.run(session);
}

dnnl::primitive_attr accumulating() {
    dnnl::post_ops sum;
    sum.append_sum(1.0f);
    auto attributes = user_scratchpad();
    attributes.set_post_ops(sum);
    return attributes;
}

} // namespace nrnn

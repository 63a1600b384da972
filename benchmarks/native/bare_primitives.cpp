#include "bare_primitives.hpp"

namespace nrnn_bench {
namespace {

using dims = dnnl::memory::dims;
using tag = dnnl::memory::format_tag;
using type = dnnl::memory::data_type;

constexpr int common_arguments[] = {DNNL_ARG_SRC_LAYER,     DNNL_ARG_SRC_ITER,     DNNL_ARG_BIAS,    DNNL_ARG_DST_LAYER,
                                    DNNL_ARG_WEIGHTS_LAYER, DNNL_ARG_WEIGHTS_ITER, DNNL_ARG_DST_ITER};
constexpr int cell_arguments[] = {DNNL_ARG_SRC_ITER_C, DNNL_ARG_DST_ITER_C};
constexpr int gradient_arguments[] = {DNNL_ARG_DIFF_SRC_LAYER, DNNL_ARG_DIFF_SRC_ITER, DNNL_ARG_DIFF_BIAS,
                                      DNNL_ARG_DIFF_DST_LAYER, DNNL_ARG_DIFF_DST_ITER};
constexpr int cell_gradient_arguments[] = {DNNL_ARG_DIFF_SRC_ITER_C, DNNL_ARG_DIFF_DST_ITER_C};
constexpr int weights[] = {DNNL_ARG_WEIGHTS_LAYER, DNNL_ARG_WEIGHTS_ITER};
constexpr int weight_gradients[] = {DNNL_ARG_DIFF_WEIGHTS_LAYER, DNNL_ARG_DIFF_WEIGHTS_ITER};
constexpr int product_arguments[] = {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST};

dnnl_dim_t dim(size_t value) { return static_cast<dnnl_dim_t>(value); }

nrnn_engine_desc cpu_desc(int threads) {
    nrnn_engine_desc desc{};
    desc.kind = NRNN_ENGINE_CPU;
    desc.threads = threads;
    desc.spin_microseconds = -1;
    return desc;
}

dnnl::memory::desc f32(const dims &sizes, tag layout) { return {sizes, type::f32, layout}; }

dims weight_dims(const layer_sizes &sizes, size_t rows) {
    return {1, 1, dim(rows), dim(nrnn::cell_of(sizes.cell).gates), dim(sizes.hidden)};
}

nrnn::recurrent_spec spec_of(nrnn::session &session, const layer_sizes &sizes, dnnl::prop_kind propagation) {
    const auto t = dim(sizes.steps), n = dim(sizes.batch), c = dim(sizes.inputs), h = dim(sizes.hidden);
    nrnn::recurrent_descs d;
    d.src_layer = f32({t, n, c}, tag::tnc);
    d.src_iter = f32({1, 1, n, h}, tag::ldnc);
    d.weights_layer = f32(weight_dims(sizes, sizes.inputs), tag::any);
    d.weights_iter = f32(weight_dims(sizes, sizes.hidden), tag::any);
    d.bias = f32({1, 1, dim(nrnn::cell_of(sizes.cell).bias_gates), h}, tag::ldgo);
    d.dst_layer = f32({t, n, h}, tag::tnc);
    d.cell_state = d.diff_iter = d.src_iter;
    d.diff_src_layer = d.src_layer;
    d.diff_dst_layer = d.dst_layer;
    d.diff_weights_layer = d.weights_layer;
    d.diff_weights_iter = d.weights_iter;
    session.engine().prepare_to_create_primitives();
    return {session.engine().onednn(), propagation, dnnl::rnn_direction::unidirectional_left2right, d,
            nrnn::user_scratchpad()};
}

bare pass(nrnn::session &session, const layer_sizes &sizes, const nrnn::recurrent_primitive &made) {
    bare result(session, made.descriptor, made.primitive);
    result.set_own(common_arguments);
    if (nrnn::cell_of(sizes.cell).states == 2)
        result.set_own(cell_arguments);
    return result;
}

bare product(nrnn::session &session, const dnnl::matmul::primitive_desc &descriptor) {
    bare made(session, descriptor, dnnl::matmul(descriptor));
    made.set_own(product_arguments);
    return made;
}

dnnl::matmul::primitive_desc product_desc(nrnn::session &session, dnnl_dim_t m, dnnl_dim_t i, dnnl_dim_t o,
                                          tag layout) {
    session.engine().prepare_to_create_primitives();
    return {session.engine().onednn(), f32({m, i}, tag::ab), f32({i, o}, layout),
            f32({1, o}, tag::ab),      f32({m, o}, tag::ab), nrnn::user_scratchpad()};
}

} // namespace

cpu::cpu(int threads) : engine_(cpu_desc(threads)), session_(engine_) {}

double layer_sizes::operations() const {
    return 2.0 * static_cast<double>(steps * batch * (inputs + hidden) * nrnn::cell_of(cell).gates * hidden);
}

bare::bare(nrnn::session &session, const dnnl::primitive_desc_base &descriptor, const dnnl::primitive &primitive)
    : session_(session), descriptor_(descriptor), primitive_(primitive) {
    set(DNNL_ARG_SCRATCHPAD, filled(descriptor.scratchpad_desc()));
}

dnnl::memory bare::desc_memory(int argument) const {
    return filled(descriptor_.query_md(dnnl::query::exec_arg_md, argument));
}

dnnl::memory bare::filled(const dnnl::memory::desc &desc) const {
    dnnl::memory memory(desc, session_.engine().onednn());
    auto *values = static_cast<float *>(memory.get_data_handle());
    for (size_t i = 0; i < desc.get_size() / sizeof(float); ++i)
        values[i] = small_number(i);
    return memory;
}

bare_inference::bare_inference(nrnn::session &session, const layer_sizes &sizes)
    : forward_(pass(session, sizes,
                    nrnn::cell_of(sizes.cell).forward(spec_of(session, sizes, dnnl::prop_kind::forward_inference)))) {}

bare_training::bare_training(nrnn::session &session, const layer_sizes &sizes)
    : bare_training(session, sizes, spec_of(session, sizes, dnnl::prop_kind::forward_training)) {}

bare_training::bare_training(nrnn::session &session, const layer_sizes &sizes, const nrnn::recurrent_spec &spec)
    : bare_training(session, sizes, spec, nrnn::cell_of(sizes.cell).forward(spec)) {}

bare_training::bare_training(nrnn::session &session, const layer_sizes &sizes, const nrnn::recurrent_spec &spec,
                             const nrnn::recurrent_primitive &forward)
    : sizes_(sizes), forward_(pass(session, sizes, forward)),
      backward_(pass(session, sizes, nrnn::cell_of(sizes.cell).backward(spec, forward.descriptor))) {
    const auto workspace = forward_.filled(forward.descriptor.query_md(dnnl::query::workspace_md));
    workspace_bytes_ = workspace.get_desc().get_size();
    forward_.set(DNNL_ARG_WORKSPACE, workspace);
    backward_.set(DNNL_ARG_WORKSPACE, workspace);
    backward_.set_own(gradient_arguments);
    if (nrnn::cell_of(sizes.cell).states == 2)
        backward_.set_own(cell_gradient_arguments);
    add_weights(session, forward_, weights, true);
    add_weights(session, backward_, weights, true);
    add_weights(session, backward_, weight_gradients, false);
}

// Reorders between plain weights and those that a primitive reads or writes.
void bare_training::add_weights(nrnn::session &session, bare &target, const int (&arguments)[2], bool packing) {
    const size_t rows[] = {sizes_.inputs, sizes_.hidden};
    for (int i = 0; i < 2; ++i) {
        const auto plain = target.filled(f32(weight_dims(sizes_, rows[i]), tag::ldigo));
        const auto packed = target.desc_memory(arguments[i]);
        target.set(arguments[i], packed);
        if (packing)
            packings_.emplace_back(session, plain, packed);
        else
            unpackings_.emplace_back(session, packed, plain);
    }
}

void bare_training::run() {
    for (auto &packing : packings_)
        packing.run();
    forward_.run();
    backward_.run();
    for (auto &unpacking : unpackings_)
        unpacking.run();
}

bare_product::bare_product(nrnn::session &session, dnnl_dim_t rows, dnnl_dim_t inputs, dnnl_dim_t outputs, bool packed)
    : product_(product(session, product_desc(session, rows, inputs, outputs, packed ? tag::any : tag::ab))) {}

} // namespace nrnn_bench

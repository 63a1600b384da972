// Times bare oneDNN recurrent primitives and matrix products. One request per input line, one answer per line:
//   train CELL T N C H REPETITIONS    weights packed, forward, backward, gradients unpacked
//   infer CELL T N C H REPETITIONS    forward with packed weights
//   linear M I O REPETITIONS          a matrix product with bias
//   packed M I O REPETITIONS          the same with weights in the layout that oneDNN likes best
//   peak SIZE REPETITIONS             a square matrix product, for the processor's fp32 peak
// CELL is one of the nrnn_cell numbers. The answer is the median in milliseconds.
#include "recurrent/cell.hpp"
#include "recurrent/plan.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <sstream>
#include <string>

namespace {

using nrnn::memory_block;
using dims = dnnl::memory::dims;
using tag = dnnl::memory::format_tag;

double median_milliseconds(int repetitions, const std::function<void()> &work) {
    std::vector<double> times;
    work();
    work();
    for (int i = 0; i < repetitions; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::nth_element(times.begin(), times.begin() + repetitions / 2, times.end());
    return times[static_cast<size_t>(repetitions) / 2];
}

// A primitive whose arguments are memories of its own, filled with small numbers.
class bare {
public:
    bare(nrnn::session &session, const dnnl::primitive_desc_base &descriptor, const dnnl::primitive &primitive)
        : session_(session), descriptor_(descriptor), primitive_(primitive) {
        add(DNNL_ARG_SCRATCHPAD, descriptor.scratchpad_desc());
    }

    dnnl::memory desc_memory(int argument) const {
        return filled(descriptor_.query_md(dnnl::query::exec_arg_md, argument));
    }

    dnnl::memory filled(const dnnl::memory::desc &desc) const {
        dnnl::memory memory(desc, session_.engine().onednn());
        auto *values = static_cast<float *>(memory.get_data_handle());
        for (size_t i = 0; i < desc.get_size() / sizeof(float); ++i)
            values[i] = 0.01f * static_cast<float>(static_cast<int>(i * 7919 % 201) - 100) / 100.0f;
        return memory;
    }

    void add(int argument, const dnnl::memory::desc &desc) { set(argument, filled(desc)); }
    void set(int argument, const dnnl::memory &memory) { arguments_[argument] = memory; }
    void run() const { primitive_.execute(session_.stream(), arguments_); }

private:
    nrnn::session &session_;
    dnnl::primitive_desc_base descriptor_;
    dnnl::primitive primitive_;
    std::unordered_map<int, dnnl::memory> arguments_;
};

class reordering {
public:
    reordering(nrnn::session &session, const dnnl::memory &from, const dnnl::memory &to)
        : session_(session), from_(from), to_(to), primitive_(from, to) {}
    void run() { primitive_.execute(session_.stream(), from_, to_); }

private:
    nrnn::session &session_;
    dnnl::memory from_, to_;
    dnnl::reorder primitive_;
};

struct layer_request {
    int cell = 0;
    size_t steps = 0, batch = 0, inputs = 0, hidden = 0;
    int repetitions = 0;
};

constexpr int common_arguments[] = {DNNL_ARG_SRC_LAYER, DNNL_ARG_SRC_ITER, DNNL_ARG_BIAS, DNNL_ARG_DST_LAYER,
                                    DNNL_ARG_DST_ITER};
constexpr int cell_arguments[] = {DNNL_ARG_SRC_ITER_C, DNNL_ARG_DST_ITER_C};
constexpr int gradient_arguments[] = {DNNL_ARG_DIFF_SRC_LAYER, DNNL_ARG_DIFF_SRC_ITER, DNNL_ARG_DIFF_BIAS,
                                      DNNL_ARG_DIFF_DST_LAYER, DNNL_ARG_DIFF_DST_ITER};
constexpr int cell_gradient_arguments[] = {DNNL_ARG_DIFF_SRC_ITER_C, DNNL_ARG_DIFF_DST_ITER_C};

class bare_layer {
public:
    bare_layer(nrnn::session &session, const layer_request &request)
        : session_(session), request_(request), cell_(nrnn::cell_of(request.cell)) {}

    double infer() {
        bare forward = make(cell_.forward(spec(dnnl::prop_kind::forward_inference)));
        return median_milliseconds(request_.repetitions, [&] { forward.run(); });
    }

    double train() {
        const auto training = spec(dnnl::prop_kind::forward_training);
        const auto forward_primitive = cell_.forward(training);
        const auto backward_primitive = cell_.backward(training, forward_primitive.descriptor);
        bare forward = make(forward_primitive), backward = make(backward_primitive);
        const auto workspace = forward.filled(forward_primitive.descriptor.query_md(dnnl::query::workspace_md));
        forward.set(DNNL_ARG_WORKSPACE, workspace);
        backward.set(DNNL_ARG_WORKSPACE, workspace);
        for (const int argument : gradient_arguments)
            backward.set(argument, backward.desc_memory(argument));
        if (cell_.states == 2)
            for (const int argument : cell_gradient_arguments)
                backward.set(argument, backward.desc_memory(argument));
        std::vector<reordering> packings, unpackings;
        add_weights(forward, DNNL_ARG_WEIGHTS_LAYER, DNNL_ARG_WEIGHTS_ITER, true, packings);
        add_weights(backward, DNNL_ARG_WEIGHTS_LAYER, DNNL_ARG_WEIGHTS_ITER, true, packings);
        add_weights(backward, DNNL_ARG_DIFF_WEIGHTS_LAYER, DNNL_ARG_DIFF_WEIGHTS_ITER, false, unpackings);
        return median_milliseconds(request_.repetitions, [&] {
            for (auto &packing : packings)
                packing.run();
            forward.run();
            backward.run();
            for (auto &unpacking : unpackings)
                unpacking.run();
        });
    }

private:
    dnnl::memory::desc f32(const dims &sizes, tag layout) const {
        return {sizes, dnnl::memory::data_type::f32, layout};
    }

    dims weight_dims(size_t rows) const {
        return {1, 1, static_cast<dnnl_dim_t>(rows), static_cast<dnnl_dim_t>(cell_.gates),
                static_cast<dnnl_dim_t>(request_.hidden)};
    }

    nrnn::recurrent_spec spec(dnnl::prop_kind propagation) const {
        const auto t = static_cast<dnnl_dim_t>(request_.steps), n = static_cast<dnnl_dim_t>(request_.batch),
                   c = static_cast<dnnl_dim_t>(request_.inputs), h = static_cast<dnnl_dim_t>(request_.hidden);
        nrnn::recurrent_descs d;
        d.src_layer = f32({t, n, c}, tag::tnc);
        d.src_iter = f32({1, 1, n, h}, tag::ldnc);
        d.weights_layer = f32(weight_dims(request_.inputs), tag::any);
        d.weights_iter = f32(weight_dims(request_.hidden), tag::any);
        d.bias = f32({1, 1, static_cast<dnnl_dim_t>(cell_.bias_gates), h}, tag::ldgo);
        d.dst_layer = f32({t, n, h}, tag::tnc);
        d.cell_state = d.diff_iter = d.src_iter;
        d.diff_src_layer = d.src_layer;
        d.diff_dst_layer = d.dst_layer;
        d.diff_weights_layer = d.weights_layer;
        d.diff_weights_iter = d.weights_iter;
        session_.engine().prepare_to_create_primitives();
        return {session_.engine().onednn(), propagation, dnnl::rnn_direction::unidirectional_left2right, d,
                nrnn::user_scratchpad()};
    }

    bare make(const nrnn::recurrent_primitive &made) const {
        bare result(session_, made.descriptor, made.primitive);
        for (const int argument : common_arguments)
            result.set(argument, result.desc_memory(argument));
        if (cell_.states == 2)
            for (const int argument : cell_arguments)
                result.set(argument, result.desc_memory(argument));
        for (const int argument : {DNNL_ARG_WEIGHTS_LAYER, DNNL_ARG_WEIGHTS_ITER})
            result.set(argument, result.desc_memory(argument));
        return result;
    }

    // Reorders between plain weights and those that a primitive reads or writes.
    void add_weights(bare &target, int layer, int iteration, bool packing, std::vector<reordering> &reorders) const {
        const std::pair<int, size_t> roles[] = {{layer, request_.inputs}, {iteration, request_.hidden}};
        for (const auto &[argument, rows] : roles) {
            const auto plain = target.filled(f32(weight_dims(rows), tag::ldigo));
            const auto packed = target.desc_memory(argument);
            target.set(argument, packed);
            reorders.emplace_back(session_, packing ? plain : packed, packing ? packed : plain);
        }
    }

    nrnn::session &session_;
    layer_request request_;
    const nrnn::recurrent_cell &cell_;
};

double linear(nrnn::session &session, dnnl_dim_t m, dnnl_dim_t i, dnnl_dim_t o, tag weights, int repetitions) {
    const auto f32 = dnnl::memory::data_type::f32;
    session.engine().prepare_to_create_primitives();
    const dnnl::matmul::primitive_desc descriptor(session.engine().onednn(), {{m, i}, f32, tag::ab},
                                                  {{i, o}, f32, weights}, {{1, o}, f32, tag::ab},
                                                  {{m, o}, f32, tag::ab}, nrnn::user_scratchpad());
    bare product(session, descriptor, dnnl::matmul(descriptor));
    for (const int argument : {DNNL_ARG_SRC, DNNL_ARG_WEIGHTS, DNNL_ARG_BIAS, DNNL_ARG_DST})
        product.set(argument, product.desc_memory(argument));
    return median_milliseconds(repetitions, [&] { product.run(); });
}

double answer(nrnn::session &session, const std::string &line) {
    std::istringstream words(line);
    std::string verb;
    words >> verb;
    if (verb == "linear" || verb == "packed" || verb == "peak") {
        dnnl_dim_t m = 0, i = 0, o = 0;
        int repetitions = 0;
        words >> m;
        if (verb == "peak")
            i = o = m;
        else
            words >> i >> o;
        words >> repetitions;
        return linear(session, m, i, o, verb == "packed" ? tag::any : tag::ab, repetitions);
    }
    layer_request request;
    words >> request.cell >> request.steps >> request.batch >> request.inputs >> request.hidden >> request.repetitions;
    bare_layer layer(session, request);
    return verb == "train" ? layer.train() : layer.infer();
}

} // namespace

int main(int argc, char **argv) {
    nrnn_engine_desc desc{};
    desc.kind = NRNN_ENGINE_CPU;
    desc.threads = argc > 1 ? std::atoi(argv[1]) : 0;
    desc.spin_microseconds = -1;
    nrnn_engine engine(desc);
    nrnn_session session(engine);
    const nrnn::flush_denormals flushed;
    for (std::string line; std::getline(std::cin, line);)
        std::cout << answer(session, line) << std::endl;
    return 0;
}

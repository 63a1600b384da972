// Bare oneDNN primitives with arguments of their own: the floor under the layers built on them.
#pragma once

#include "recurrent/cell.hpp"
#include "recurrent/plan.hpp"

namespace nrnn_bench {

// One thread's means of computing on a CPU engine of its own; 0 threads: one per core.
class cpu {
public:
    explicit cpu(int threads);
    nrnn_engine &engine() { return engine_; }
    nrnn_session &session() { return session_; }

private:
    nrnn_engine engine_;
    nrnn_session session_;
};

struct layer_sizes {
    int32_t cell; // an nrnn_cell
    size_t steps, batch, inputs, hidden;

    // Operations of the products of a forward pass.
    double operations() const;
};

// The i-th of the small numbers that arguments are filled with.
inline float small_number(size_t i) {
    return 0.01f * static_cast<float>(static_cast<int>(i * 7919 % 201) - 100) / 100.0f;
}

// A primitive whose arguments are memories of its own, filled with small numbers.
class bare {
public:
    bare(nrnn::session &session, const dnnl::primitive_desc_base &descriptor, const dnnl::primitive &primitive);

    dnnl::memory desc_memory(int argument) const;
    dnnl::memory filled(const dnnl::memory::desc &desc) const;
    void set(int argument, const dnnl::memory &memory) { arguments_[argument] = memory; }
    template <class Arguments>
    void set_own(const Arguments &arguments) {
        for (const int argument : arguments)
            set(argument, desc_memory(argument));
    }
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

// A forward pass with packed weights.
class bare_inference {
public:
    bare_inference(nrnn::session &session, const layer_sizes &sizes);
    void run() const { forward_.run(); }

private:
    bare forward_;
};

// Weights packed, forward, backward, gradients unpacked.
class bare_training {
public:
    bare_training(nrnn::session &session, const layer_sizes &sizes);
    void run();
    size_t workspace_bytes() const { return workspace_bytes_; }

private:
    bare_training(nrnn::session &session, const layer_sizes &sizes, const nrnn::recurrent_spec &spec);
    bare_training(nrnn::session &session, const layer_sizes &sizes, const nrnn::recurrent_spec &spec,
                  const nrnn::recurrent_primitive &forward);
    void add_weights(nrnn::session &session, bare &target, const int (&arguments)[2], bool packing);

    layer_sizes sizes_;
    bare forward_, backward_;
    size_t workspace_bytes_;
    std::vector<reordering> packings_, unpackings_;
};

// A product [M, I] x [I, O] with bias; weights plain, or in the layout that oneDNN likes best.
class bare_product {
public:
    bare_product(nrnn::session &session, dnnl_dim_t rows, dnnl_dim_t inputs, dnnl_dim_t outputs, bool packed);
    void run() const { product_.run(); }

private:
    bare product_;
};

} // namespace nrnn_bench

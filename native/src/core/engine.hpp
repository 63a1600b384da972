// A place to compute: a oneDNN engine and the pool that runs its primitives and our own loops.
#pragma once

#include "core/counters.hpp"
#include "core/device.hpp"
#include "core/error.hpp"
#include "core/thread_pool.hpp"

namespace nrnn {

class engine {
public:
    explicit engine(const nrnn_engine_desc &desc);
    engine(const engine &) = delete;
    engine &operator=(const engine &) = delete;

    // How many engines of a kind this build and machine have.
    static int count(int32_t kind);

    int32_t kind() const { return kind_; }
    int32_t index() const { return index_; }
    const dnnl::engine &onednn() const { return onednn_; }
    // Null on the CPU, whose memory is the host's.
    nrnn::device *device() const { return device_.get(); }
    thread_pool &pool() { return pool_; }
    int threads() const { return pool_.get_num_threads(); }
    nrnn_support support(int32_t precision) const;
    // Throws NRNN_UNSUPPORTED where there is none; `what` is to be computed.
    void require_precision(int32_t precision, const char *what) const;
    counters &events() { return events_; }
    const counters &events() const { return events_; }

    // oneDNN reads the number of threads from the calling thread when it creates a primitive.
    void prepare_to_create_primitives() const;

private:
    int32_t kind_;
    int32_t index_;
    dnnl::engine onednn_;
    std::unique_ptr<nrnn::device> device_;
    thread_pool pool_;
    counters events_;
};

} // namespace nrnn

struct nrnn_engine final : nrnn::engine {
    using engine::engine;
};

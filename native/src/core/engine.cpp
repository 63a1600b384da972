#include "core/engine.hpp"

#include "core/processor.hpp"

#include "dnnl_threadpool.hpp"

#include <chrono>
#include <sstream>

namespace nrnn {
namespace {

constexpr int max_threads = 1024;
constexpr int default_spin_microseconds = 50; // about the time a sleeping thread takes to wake

dnnl::engine::kind onednn_kind(int32_t kind) {
    require(kind == NRNN_ENGINE_CPU || kind == NRNN_ENGINE_GPU,
            "nrnn_engine_desc.kind must be NRNN_ENGINE_CPU or NRNN_ENGINE_GPU");
    return kind == NRNN_ENGINE_CPU ? dnnl::engine::kind::cpu : dnnl::engine::kind::gpu;
}

dnnl::engine open_engine(int32_t kind, int32_t index) {
    const int present = engine::count(kind);
    if (index < 0 || index >= present) {
        std::ostringstream message;
        message << "there is no " << (kind == NRNN_ENGINE_CPU ? "CPU" : "GPU") << " engine " << index
                << "; this build and machine offer " << engine::count(NRNN_ENGINE_CPU) << " CPU and "
                << engine::count(NRNN_ENGINE_GPU) << " GPU engines, numbered from 0";
        if (kind == NRNN_ENGINE_GPU && present == 0)
            message << " (" << device::describe_all() << ")";
        throw error(NRNN_NO_ENGINE, message.str());
    }
    return kind == NRNN_ENGINE_GPU ? device::onednn_engine(index) : dnnl::engine(dnnl::engine::kind::cpu, index);
}

int thread_count(int32_t threads) {
    require(threads >= 0 && threads <= max_threads, "nrnn_engine_desc.threads must be 0 (all) to 1024");
    if (threads > 0)
        return threads;
    const unsigned available = std::thread::hardware_concurrency();
    return available > 0 ? static_cast<int>(available) : 1;
}

std::chrono::microseconds spin_time(int32_t microseconds) {
    return std::chrono::microseconds(microseconds < 0 ? default_spin_microseconds : microseconds);
}

} // namespace

int engine::count(int32_t kind) {
    const auto wanted = onednn_kind(kind);
    return kind == NRNN_ENGINE_GPU ? device::count() : static_cast<int>(dnnl::engine::get_count(wanted));
}

engine::engine(const nrnn_engine_desc &desc)
    : kind_(desc.kind), index_(desc.index), onednn_(open_engine(desc.kind, desc.index)),
      device_(desc.kind == NRNN_ENGINE_GPU ? std::make_unique<nrnn::device>(onednn_) : nullptr),
      pool_(thread_count(desc.threads), spin_time(desc.spin_microseconds)) {}

nrnn_support engine::support(int32_t precision) const {
    const nrnn_support on_processor = processor_support(precision);
    return kind_ == NRNN_ENGINE_CPU || precision == NRNN_PRECISION_F32 ? on_processor : NRNN_SUPPORT_NONE;
}

void engine::require_precision(int32_t precision, const char *what) const {
    if (support(precision) != NRNN_SUPPORT_NONE)
        return;
    if (kind_ == NRNN_ENGINE_GPU)
        throw error(NRNN_UNSUPPORTED, std::string(name_of_precision(precision)) + " is not available for the " + what +
                                          " on a GPU engine; use f32");
    nrnn::require_precision(precision, what);
}

void engine::prepare_to_create_primitives() const {
#if DNNL_CPU_THREADING_RUNTIME == DNNL_RUNTIME_THREADPOOL
    dnnl_threadpool_interop_set_max_concurrency(threads());
#endif
}

} // namespace nrnn

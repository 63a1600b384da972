#include "core/session.hpp"

#include <algorithm>

#include "dnnl_threadpool.hpp"

namespace nrnn {
namespace {

// A oneDNN that the system brought has threads of its own; ours runs on the engine's pool.
dnnl::stream open_stream(engine &owner) {
    if (owner.device() != nullptr)
        return owner.device()->open_stream();
#if DNNL_CPU_THREADING_RUNTIME == DNNL_RUNTIME_THREADPOOL
    return dnnl::threadpool_interop::make_stream(owner.onednn(), &owner.pool());
#else
    return dnnl::stream(owner.onednn());
#endif
}

} // namespace

session::session(nrnn::engine &owner)
    : engine_(owner), device_(owner.device()), live_(owner.events().live_sessions), stream_(open_stream(owner)),
      scratchpad_(owner), partials_(owner.events()), workspace_(owner.events()), tensors_(owner),
      converted_(owner.events()), staged_(owner), staged_whole_(owner), zeros_(owner), sink_(owner),
      bias_gradient_(owner), passing_weights_{latest_packing(owner), latest_packing(owner), latest_packing(owner)},
      plans_(owner.events()) {}

void session::fill(float *address, size_t count, float value) {
    if (device_ == nullptr)
        std::fill_n(address, count, value);
    else
        device_->fill(address, count, value);
}

} // namespace nrnn

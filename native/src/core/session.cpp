#include "core/session.hpp"

#include "dnnl_threadpool.hpp"

namespace nrnn {
namespace {

// A oneDNN that the system brought has threads of its own; ours runs on the engine's pool.
dnnl::stream open_stream(engine &owner) {
#if DNNL_CPU_THREADING_RUNTIME == DNNL_RUNTIME_THREADPOOL
    return dnnl::threadpool_interop::make_stream(owner.onednn(), &owner.pool());
#else
    return dnnl::stream(owner.onednn());
#endif
}

} // namespace

session::session(nrnn::engine &owner)
    : engine_(owner), live_(owner.events().live_sessions), stream_(open_stream(owner)), scratchpad_(owner.events()),
      partials_(owner.events()), workspace_(owner.events()), converted_(owner.events()), zeros_(owner.events()),
      sink_(owner.events()), bias_gradient_(owner.events()), plans_(owner.events()) {}

} // namespace nrnn

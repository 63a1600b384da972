#include "core/session.hpp"

#include "dnnl_threadpool.hpp"

namespace nrnn {

session::session(nrnn::engine &owner)
    : engine_(owner), live_(owner.events().live_sessions),
      stream_(dnnl::threadpool_interop::make_stream(owner.onednn(), &owner.pool())), scratchpad_(owner.events()),
      partials_(owner.events()), workspace_(owner.events()), zeros_(owner.events()), sink_(owner.events()),
      bias_gradient_(owner.events()), plans_(owner.events()) {}

} // namespace nrnn

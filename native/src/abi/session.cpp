#include "core/session.hpp"

nrnn_session *nrnn_session_create(nrnn_engine *engine) {
    return nrnn::guard_create([&] { return new nrnn_session(nrnn::unwrap(engine, "the engine handle is null")); });
}

void nrnn_session_destroy(nrnn_session *session) { delete session; }

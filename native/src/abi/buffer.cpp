#include "core/buffer.hpp"

nrnn_buffer *nrnn_buffer_create(nrnn_engine *engine, size_t count) {
    return nrnn::guard_create(
        [&] { return new nrnn_buffer(nrnn::unwrap(engine, "the engine handle is null"), count); });
}

void nrnn_buffer_destroy(nrnn_buffer *buffer) { delete buffer; }

float *nrnn_buffer_map(nrnn_buffer *buffer) {
    return nrnn::guard_create([&] { return nrnn::unwrap(buffer, "the buffer handle is null").map(); });
}

nrnn_status nrnn_buffer_unmap(nrnn_buffer *buffer) {
    return nrnn::guard([&] { nrnn::unwrap(buffer, "the buffer handle is null").unmap(); });
}

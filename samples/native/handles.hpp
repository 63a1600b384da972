// Owners for the handles of nativernn.h: each ends its object, and what fails throws with the library's own message.
#pragma once

#include <nativernn/nativernn.h>

#include <memory>
#include <stdexcept>

namespace handles {

struct ends {
    void operator()(nrnn_engine *handle) const { nrnn_engine_destroy(handle); }
    void operator()(nrnn_session *handle) const { nrnn_session_destroy(handle); }
    void operator()(nrnn_recurrent *handle) const { nrnn_recurrent_destroy(handle); }
    void operator()(nrnn_buffer *handle) const { nrnn_buffer_destroy(handle); }
};

// Declare the engine before what is made on it: C++ ends the last one first, as the library wants it.
using engine = std::unique_ptr<nrnn_engine, ends>;
using session = std::unique_ptr<nrnn_session, ends>;
using recurrent = std::unique_ptr<nrnn_recurrent, ends>;
using buffer = std::unique_ptr<nrnn_buffer, ends>;

inline void check(nrnn_status status) {
    if (status != NRNN_OK)
        throw std::runtime_error(nrnn_last_error_message());
}

template <typename Handle>
Handle *created(Handle *handle) {
    return handle != nullptr ? handle : throw std::runtime_error(nrnn_last_error_message());
}

// A descriptor or shape with its size filled in and the rest zero.
template <typename Struct>
Struct sized() {
    Struct value{};
    value.struct_size = sizeof value;
    return value;
}

// A buffer's floats for as long as it lives.
class mapped {
public:
    explicit mapped(const buffer &owner) : owner_(owner.get()), data_(created(nrnn_buffer_map(owner_))) {}
    ~mapped() { nrnn_buffer_unmap(owner_); }
    mapped(const mapped &) = delete;
    mapped &operator=(const mapped &) = delete;

    float *at(const nrnn_tensor &view) const { return data_ + view.offset; }

private:
    nrnn_buffer *owner_;
    float *data_;
};

} // namespace handles

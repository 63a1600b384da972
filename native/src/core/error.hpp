// Failures inside the library are exceptions; the C boundary turns them into a status and a message.
#pragma once

#include "nativernn/nativernn.h"

#include <new>
#include <stdexcept>
#include <string>

#include "dnnl.hpp"

namespace nrnn {

class error : public std::runtime_error {
public:
    error(nrnn_status code, const std::string &message) : std::runtime_error(message), code_(code) {}
    nrnn_status code() const { return code_; }

private:
    nrnn_status code_;
};

// Throws NRNN_INVALID_ARGUMENT unless the condition holds; the message is built only on failure.
inline void require(bool condition, const char *message) {
    if (!condition)
        throw error(NRNN_INVALID_ARGUMENT, message);
}

void set_last_error(nrnn_status code, const char *message) noexcept;
nrnn_status last_error_code() noexcept;
const char *last_error_message() noexcept;

// The one place that catches: sets the thread's error from the exception in flight and returns its code.
nrnn_status capture_current_exception() noexcept;

template <class Action>
nrnn_status guard(Action &&action) noexcept {
    try {
        action();
        return NRNN_OK;
    } catch (...) {
        return capture_current_exception();
    }
}

template <class Factory>
auto guard_create(Factory &&factory) noexcept -> decltype(factory()) {
    try {
        return factory();
    } catch (...) {
        capture_current_exception();
        return nullptr;
    }
}

// A descriptor as this library knows it: not null and large enough for every field that is read.
template <class Descriptor>
const Descriptor &checked(const Descriptor *desc, const char *message) {
    require(desc != nullptr && desc->struct_size >= sizeof(Descriptor), message);
    return *desc;
}

template <class Handle>
Handle &unwrap(Handle *handle, const char *message) {
    require(handle != nullptr, message);
    return *handle;
}

} // namespace nrnn

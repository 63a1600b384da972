// Failures inside the library are exceptions; the C boundary turns them into a status and a message.
#pragma once

#include "nativernn/nativernn_mpi.h"

#include <stdexcept>
#include <string>

namespace nrnn::mpi {

class failure : public std::runtime_error {
public:
    failure(nrnn_status status, const std::string &message) : std::runtime_error(message), status_(status) {}
    nrnn_status status() const { return status_; }

private:
    nrnn_status status_;
};

// Throws NRNN_INVALID_ARGUMENT unless the condition holds.
void require(bool condition, const char *message);

// Throws NRNN_INTERNAL with MPI's own words unless its code is one of success; action: what "MPI could not".
void check(int code, const char *action);

const char *last_error() noexcept;

// The one place that catches: keeps the message of the exception in flight and returns its status.
nrnn_status keep_current_exception() noexcept;

template <class Action>
nrnn_status guard(Action &&action) noexcept {
    try {
        action();
        return NRNN_OK;
    } catch (...) {
        return keep_current_exception();
    }
}

} // namespace nrnn::mpi

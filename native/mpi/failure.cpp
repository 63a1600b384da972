#include "failure.hpp"

#include <mpi.h>

#include <cstdio>
#include <new>

namespace nrnn::mpi {
namespace {

// Fixed storage: reporting that memory ran out must not need memory.
char last_message[1024] = "";

void keep(const char *message) noexcept { std::snprintf(last_message, sizeof last_message, "%s", message); }

} // namespace

void require(bool condition, const char *message) {
    if (!condition)
        throw failure(NRNN_INVALID_ARGUMENT, message);
}

void check(int code, const char *action) {
    if (code == MPI_SUCCESS)
        return;
    char words[MPI_MAX_ERROR_STRING] = "unknown error";
    int length = 0;
    MPI_Error_string(code, words, &length);
    throw failure(NRNN_INTERNAL, std::string("MPI could not ") + action + ": " + words + ".");
}

const char *last_error() noexcept { return last_message; }

nrnn_status keep_current_exception() noexcept {
    try {
        throw;
    } catch (const failure &e) {
        keep(e.what());
        return e.status();
    } catch (const std::bad_alloc &) {
        keep("out of memory");
        return NRNN_OUT_OF_MEMORY;
    } catch (const std::exception &e) {
        keep(e.what());
    } catch (...) {
        keep("an unknown C++ exception");
    }
    return NRNN_INTERNAL;
}

} // namespace nrnn::mpi

#include "core/error.hpp"

#include <cstdio>
#include <system_error>

namespace nrnn {
namespace {

// Fixed storage: reporting that memory ran out must not need memory.
constexpr size_t message_capacity = 1024;
thread_local nrnn_status last_code = NRNN_OK;
thread_local char last_message[message_capacity] = "";

nrnn_status status_of(dnnl_status_t status) {
    switch (status) {
    case dnnl_out_of_memory:
        return NRNN_OUT_OF_MEMORY;
    case dnnl_unimplemented:
        return NRNN_UNSUPPORTED;
    default:
        return NRNN_INTERNAL;
    }
}

} // namespace

void set_last_error(nrnn_status code, const char *message) noexcept {
    last_code = code;
    std::snprintf(last_message, message_capacity, "%s", message);
}

nrnn_status last_error_code() noexcept { return last_code; }

const char *last_error_message() noexcept { return last_message; }

nrnn_status capture_current_exception() noexcept {
    try {
        throw;
    } catch (const error &e) {
        set_last_error(e.code(), e.what());
    } catch (const dnnl::error &e) {
        char text[message_capacity];
        std::snprintf(text, message_capacity, "oneDNN: %s", e.what());
        set_last_error(status_of(e.status), text);
    } catch (const std::bad_alloc &) {
        set_last_error(NRNN_OUT_OF_MEMORY, "out of memory");
    } catch (const std::system_error &e) { // of threads and their locks
        char text[message_capacity];
        std::snprintf(text, message_capacity, "the operating system refuses a thread: %s", e.what());
        set_last_error(NRNN_OUT_OF_MEMORY, text);
    } catch (const std::exception &e) {
        set_last_error(NRNN_INTERNAL, e.what());
    } catch (...) {
        set_last_error(NRNN_INTERNAL, "an unknown C++ exception");
    }
    return last_code;
}

} // namespace nrnn

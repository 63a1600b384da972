#include "core/device_arguments.hpp"

#include "core/session.hpp"

namespace nrnn {
namespace {

size_t rounded_up(size_t bytes, size_t alignment) { return (bytes + alignment - 1) / alignment * alignment; }

// oneDNN 3.7.2 divides these into sub-buffers, and OpenCL knows none of a sub-buffer.
bool must_be_whole(const device_argument &argument) {
    return argument.number == DNNL_ARG_WORKSPACE || argument.number == DNNL_ARG_SCRATCHPAD;
}

bool must_be_staged(const device_argument &argument, const device &gpu) {
    if (argument.bytes == 0)
        return false;
    return must_be_whole(argument) ? !gpu.is_start_of_block(argument.address) : !gpu.is_aligned(argument.address);
}

} // namespace

void device_arguments::bind(int number, const void *address) {
    for (device_argument &argument : arguments_) {
        if (argument.number == number) {
            argument.address = address;
            return;
        }
    }
    throw error(NRNN_INTERNAL, "a primitive has no such argument");
}

void device_arguments::point(session &session, device &gpu) {
    stage(session, gpu);
    for (const device_argument &argument : arguments_)
        if (argument.bytes > 0)
            gpu.point(argument.memory, argument.copy != nullptr ? argument.copy : argument.address, argument.bytes);
}

// First how much, then where: memory that grows moves.
void device_arguments::stage(session &session, device &gpu) {
    size_t total = 0;
    for (const device_argument &argument : arguments_)
        if (must_be_staged(argument, gpu) && !must_be_whole(argument))
            total += rounded_up(argument.bytes, gpu.alignment());
    char *next = total > 0 ? static_cast<char *>(session.staged(total)) : nullptr;
    for (device_argument &argument : arguments_) {
        argument.copy = nullptr;
        if (!must_be_staged(argument, gpu))
            continue;
        if (must_be_whole(argument)) {
            argument.copy = session.staged_whole(argument.bytes);
        } else {
            argument.copy = next;
            next += rounded_up(argument.bytes, gpu.alignment());
        }
        if (argument.direction != flow::out)
            gpu.copy(argument.address, argument.copy, argument.bytes);
    }
}

void device_arguments::return_staged(device &gpu) const {
    for (const device_argument &argument : arguments_)
        if (argument.copy != nullptr && argument.direction != flow::in)
            gpu.copy(argument.copy, const_cast<void *>(argument.address), argument.bytes);
}

} // namespace nrnn

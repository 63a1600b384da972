#include "core/buffer.hpp"

#include <limits>
#include <sstream>

namespace nrnn {
namespace {

size_t bytes_of(size_t count) {
    require(count > 0, "a buffer needs at least one float");
    if (count > std::numeric_limits<size_t>::max() / sizeof(float))
        throw std::bad_alloc();
    return count * sizeof(float);
}

[[noreturn]] void refuse(const char *what, size_t expected, const nrnn_tensor &view) {
    std::ostringstream message;
    message << what << " must hold " << expected << " floats inside its buffer, but the view has " << view.count
            << " from " << view.offset << " of " << (view.buffer != nullptr ? view.buffer->count() : 0);
    throw error(NRNN_INVALID_ARGUMENT, message.str());
}

} // namespace

buffer::buffer(engine &owner, size_t count)
    : engine_(owner), live_(owner.events().live_buffers), memory_(owner), count_(count) {
    memory_.reserve_zeroed(bytes_of(count));
}

float *buffer::map() const { return engine_.device() == nullptr ? data() : engine_.device()->map_for_caller(data()); }

void buffer::unmap() const {
    if (engine_.device() != nullptr)
        engine_.device()->unmap_for_caller(data());
}

float *floats_of(const nrnn_tensor &view, size_t count, const char *what) {
    if (view.buffer == nullptr || view.count != count || view.offset > view.buffer->count() ||
        view.count > view.buffer->count() - view.offset)
        refuse(what, count, view);
    return view.buffer->data() + view.offset;
}

float *optional_floats_of(const nrnn_tensor &view, size_t count, const char *what) {
    return view.buffer == nullptr ? nullptr : floats_of(view, count, what);
}

} // namespace nrnn

// Engine-owned memory and checked views of it.
#pragma once

#include "core/engine.hpp"
#include "core/memory_block.hpp"

namespace nrnn {

class buffer {
public:
    buffer(engine &owner, size_t count);

    // Where it begins; on a GPU engine not for the host to touch, see core/device.hpp.
    float *data() const { return memory_.floats(); }
    // For the host, until unmapped as often as mapped.
    float *map() const;
    void unmap() const;
    size_t count() const { return count_; }

private:
    const engine &engine_;
    live_count live_;
    memory_block memory_;
    size_t count_;
};

// The floats of a view that must be there and hold exactly `count`; `what` names it in the message.
float *floats_of(const nrnn_tensor &view, size_t count, const char *what);

// The same, or nullptr for an absent view.
float *optional_floats_of(const nrnn_tensor &view, size_t count, const char *what);

} // namespace nrnn

struct nrnn_buffer final : nrnn::buffer {
    using buffer::buffer;
};

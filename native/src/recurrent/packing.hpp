// Sequences between their padded form and the packed one that sequence_segments describes.
#pragma once

#include "core/session.hpp"
#include "recurrent/segments.hpp"

namespace nrnn {

// Rows of `width` floats, `stride` apart, for each step and row of the batch.
template <class Float>
struct padded_rows {
    Float *data;
    size_t stride;
    size_t width;
};

enum class reading_order {
    forward,
    reversed, // each row from its own last valid step
};

class packing {
public:
    packing(session &session, const sequence_segments &segments, reading_order order)
        : session_(session), segments_(segments), order_(order) {}

    void pack(const padded_rows<const float> &from, float *packed) const;
    // Padding becomes zero.
    void unpack(const float *packed, const padded_rows<float> &to) const;
    // Adds at valid steps, leaves padding alone.
    void add_unpacked(const float *packed, const padded_rows<float> &to) const;

private:
    // Where a valid step of a row is read, and the reverse.
    size_t turned(size_t row, size_t step) const {
        return order_ == reading_order::forward ? step : segments_.length(row) - 1 - step;
    }
    template <class Body>
    void for_steps(size_t steps, size_t width, Body &&body) const;

    session &session_;
    const sequence_segments &segments_;
    reading_order order_;
};

} // namespace nrnn

// What every operation checks about sizes and ids, and how it divides its work.
#pragma once

#include "core/error.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <sstream>

namespace nrnn {

// Elements that are worth a block of their own: some microseconds of work, several times a hand-over.
constexpr size_t block_size = 16384;

// Rows of that width in a block.
inline size_t rows_per_block(size_t width) { return std::max<size_t>(1, block_size / std::max<size_t>(1, width)); }

// Columns of a slice that walks all rows in order, so that its sums do not depend on who runs it. Narrower slices would
// have threads share cache lines.
inline size_t columns_per_slice(size_t rows) {
    constexpr size_t narrowest = 64;
    return std::max(narrowest, rows_per_block(rows));
}

// rows * width, refused where it does not fit.
inline size_t area(size_t rows, size_t width) {
    require(width == 0 || rows <= std::numeric_limits<size_t>::max() / width, "the shape's sizes are too large");
    return rows * width;
}

inline bool overlap(const float *a, size_t a_count, const float *b, size_t b_count) {
    const std::less<const float *> before;
    return before(a, b + b_count) && before(b, a + a_count);
}

// In place or apart: blocks of partly overlapping views would depend on their order.
inline void require_no_partial_overlap(const float *a, const float *b, size_t count, const char *message) {
    require(a == b || !overlap(a, count, b, count), message);
}

[[noreturn]] inline void refuse_id(const int32_t *ids, size_t position, size_t classes, const char *what) {
    std::ostringstream message;
    message << what << "[" << position << "] is " << ids[position] << "; it must be at least 0 and below " << classes;
    throw error(NRNN_INVALID_ARGUMENT, message.str());
}

inline bool is_id(int32_t id, size_t classes) { return id >= 0 && static_cast<size_t>(id) < classes; }

// Refuses ids outside 0 .. classes - 1 and names the first; `what` is the argument's name.
inline void require_ids(const int32_t *ids, size_t count, size_t classes, const char *what) {
    if (ids == nullptr && count > 0)
        throw error(NRNN_INVALID_ARGUMENT, std::string(what) + " must not be null");
    for (size_t i = 0; i < count; ++i)
        if (!is_id(ids[i], classes))
            refuse_id(ids, i, classes, what);
}

} // namespace nrnn

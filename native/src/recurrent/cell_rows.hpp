// A cell's arithmetic over the rows of a step, shared out between threads.
#pragma once

#include "core/session.hpp"
#include "ops/shape.hpp"

namespace nrnn {

// row(i) for each row, whose gates together are `width` numbers.
template <class Row>
void for_cell_rows(session &session, size_t rows, size_t width, Row &&row) {
    constexpr size_t activation_cost = 4; // an activation takes as long as moving several floats
    session.for_blocks(rows, rows_per_block(activation_cost * width), [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end; ++i)
            row(i);
    });
}

} // namespace nrnn

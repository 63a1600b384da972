#include "recurrent/segments.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <sstream>

namespace nrnn {
namespace {

[[noreturn]] void refuse(size_t row, int32_t length, size_t steps) {
    std::ostringstream message;
    message << "nrnn_recurrent_shape.lengths must be 0 to " << steps << ", the steps, but row " << row << " has "
            << length;
    throw error(NRNN_INVALID_ARGUMENT, message.str());
}

size_t most_segments(size_t steps, size_t batch) { return std::min(steps, batch); }

} // namespace

bool all_steps_valid(const int32_t *lengths, size_t steps, size_t batch) {
    bool all = true;
    for (size_t n = 0; n < batch; ++n) {
        if (lengths[n] < 0 || static_cast<size_t>(lengths[n]) > steps)
            refuse(n, lengths[n], steps);
        all = all && static_cast<size_t>(lengths[n]) == steps;
    }
    return all;
}

size_t sequence_segments::memory_bytes(size_t steps, size_t batch) {
    const size_t indices = 3 * batch + steps + steps + 1; // the last to sort
    return most_segments(steps, batch) * sizeof(segment) + indices * sizeof(size_t);
}

sequence_segments::sequence_segments(const int32_t *lengths, size_t steps, size_t batch, void *memory)
    : steps_(steps), batch_(batch), segments_(static_cast<segment *>(memory)),
      lengths_(reinterpret_cast<size_t *>(segments_ + most_segments(steps, batch))), order_(lengths_ + batch),
      ranks_(order_ + batch), segment_at_(ranks_ + batch) {
    sort(lengths, segment_at_ + steps);
    cut();
}

// By counting: rows of equal length keep their order.
void sequence_segments::sort(const int32_t *lengths, size_t *places) {
    std::fill(places, places + steps_ + 1, size_t{0});
    for (size_t n = 0; n < batch_; ++n) {
        lengths_[n] = static_cast<size_t>(lengths[n]);
        longest_ = std::max(longest_, lengths_[n]);
        ++places[lengths_[n]];
    }
    size_t longer = 0;
    for (size_t length = longest_ + 1; length-- > 0;) {
        const size_t rows = places[length];
        places[length] = longer;
        longer += rows;
    }
    for (size_t n = 0; n < batch_; ++n) {
        ranks_[n] = places[lengths_[n]]++;
        order_[ranks_[n]] = n;
    }
}

// A segment ends where a row ends; the rows still there are those before the first that has ended.
void sequence_segments::cut() {
    size_t rows = batch_;
    for (size_t step = 0; step < longest_;) {
        while (lengths_[order_[rows - 1]] <= step)
            --rows;
        if (segment_count_ == 0)
            states_ = rows;
        const size_t end = lengths_[order_[rows - 1]];
        segments_[segment_count_] = {step, end - step, rows, tokens_, states_};
        std::fill(segment_at_ + step, segment_at_ + end, segment_count_);
        ++segment_count_;
        tokens_ += (end - step) * rows;
        states_ += rows;
        step = end;
    }
}

} // namespace nrnn

// Where each step of each row of a batch with lengths lies when padding is left out: index arithmetic, no numbers.
//
// Rows are sorted by falling length, so the rows that a step still has are the first ones. A packed tensor holds
// the steps one behind the other, each with its rows alone. Consecutive steps with equal rows make a segment
// [steps, rows, width]: what one primitive can run over.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nrnn {

struct segment {
    size_t first_step;
    size_t steps;
    size_t rows;
    size_t first_token; // of the packed tensors; a token is one step of one row
    size_t first_state; // rows of states before the segment's final ones: all initial ones, then each segment's
};

// Whether every length is `steps`. Throws NRNN_INVALID_ARGUMENT for a length outside 0 .. steps.
bool all_steps_valid(const int32_t *lengths, size_t steps, size_t batch);

class sequence_segments {
public:
    // What the constructor needs for any lengths up to `steps`.
    static size_t memory_bytes(size_t steps, size_t batch);
    // Lengths in any order, checked by all_steps_valid; keeps the memory, not the lengths.
    sequence_segments(const int32_t *lengths, size_t steps, size_t batch, void *memory);

    size_t steps() const { return steps_; } // of the padded tensors
    size_t batch() const { return batch_; }
    size_t rows() const { return segment_count_ > 0 ? segments_[0].rows : 0; } // longer than nothing
    size_t longest() const { return longest_; }
    size_t tokens() const { return tokens_; }
    size_t states() const { return states_; } // rows of states, see segment::first_state

    size_t count() const { return segment_count_; }
    const segment &operator[](size_t index) const { return segments_[index]; }
    // The last segment of a row that is longer than nothing.
    const segment &last_of(size_t row) const { return segments_[segment_at_[lengths_[row] - 1]]; }

    size_t length(size_t row) const { return lengths_[row]; }
    size_t rank(size_t row) const { return ranks_[row]; }  // its place when sorted
    size_t row(size_t rank) const { return order_[rank]; } // the reverse
    size_t rows_at(size_t step) const { return segments_[segment_at_[step]].rows; }
    size_t token(size_t step, size_t rank) const {
        const segment &s = segments_[segment_at_[step]];
        return s.first_token + (step - s.first_step) * s.rows + rank;
    }

private:
    void sort(const int32_t *lengths, size_t *places);
    void cut();

    size_t steps_;
    size_t batch_;
    size_t longest_ = 0;
    size_t tokens_ = 0;
    size_t states_ = 0;
    size_t segment_count_ = 0;
    segment *segments_;  // as many as there are different lengths
    size_t *lengths_;    // [N]
    size_t *order_;      // [N]
    size_t *ranks_;      // [N]
    size_t *segment_at_; // [T]
};

} // namespace nrnn

// One direction's states between the segments of packed sequences: the initial ones, h [N, O] and c [N, H], of the rows
// longer than nothing, then behind each segment those of its rows. What a segment starts from are the first rows of
// what the one before left; a row that ends stays behind in its last segment's.
#pragma once

#include "recurrent/plan.hpp"
#include "recurrent/segments.hpp"

namespace nrnn {

class packed_states {
public:
    // sizes: of the whole layer.
    packed_states(const recurrent_sizes &sizes, const sequence_segments &segments, size_t direction)
        : sizes_(sizes), segments_(segments), direction_(direction) {}

    // Points a primitive at what a segment starts from, and at what it leaves.
    void bind_before(size_t index, float *states, state_role role, execution &run) const;
    void bind_after(size_t index, float *states, state_role role, execution &run) const;

    void gather_initial(const float *state_in, float *states) const;
    // outputs: packed; a row's hidden state is its last output. Rows of length 0 take state_in's.
    void scatter_final(const float *outputs, const float *states, const float *state_in, float *state_out) const;
    // The same where the cell states of all tokens are there.
    void scatter_last(const float *outputs, const float *cells, const float *state_in, float *state_out) const;

    // The gradient of final hidden states goes to their outputs', that of cell states where they stay behind.
    void gather_final_gradients(const float *state_out, float *outputs, float *states) const;
    // state_out: nullptr means zero.
    void scatter_initial_gradients(const float *states, const float *state_out, float *state_in) const;

private:
    // Part 0 is the hidden state, part 1 the LSTM's cell state.
    float *initial(float *states, size_t part) const { return states + part * segments_.rows() * sizes_.outputs(); }
    template <class Float>
    Float *after(const segment &left_by, Float *states, size_t part) const {
        return states + sizes_.state_width() * left_by.first_state + part * left_by.rows * sizes_.outputs();
    }
    size_t width(size_t part) const { return part == 0 ? sizes_.outputs() : sizes_.hidden; }
    size_t whole(size_t part, size_t row) const; // among the states of all directions
    size_t last_token(size_t row) const;
    // source(row, part): what a row longer than nothing ends with.
    template <class Source>
    void scatter(const float *state_in, float *state_out, Source &&source) const;

    const recurrent_sizes &sizes_;
    const sequence_segments &segments_;
    size_t direction_;
};

} // namespace nrnn

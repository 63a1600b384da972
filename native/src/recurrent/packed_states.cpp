#include "recurrent/packed_states.hpp"

#include <algorithm>

namespace nrnn {

void packed_states::bind_before(size_t index, float *states, state_role role, execution &run) const {
    if (index > 0)
        return bind_after(index - 1, states, role, run);
    bind_state(run, role, sizes_.states, initial(states, 0), initial(states, 1));
}

void packed_states::bind_after(size_t index, float *states, state_role role, execution &run) const {
    const segment &left_by = segments_[index];
    bind_state(run, role, sizes_.states, after(left_by, states, 0), after(left_by, states, 1));
}

size_t packed_states::whole(size_t part, size_t row) const {
    return part * sizes_.hidden_state(segments_.batch()) + (direction_ * segments_.batch() + row) * width(part);
}

size_t packed_states::last_token(size_t row) const {
    return segments_.token(segments_.length(row) - 1, segments_.rank(row));
}

void packed_states::gather_initial(const float *state_in, float *states) const {
    for (size_t part = 0; part < sizes_.states; ++part)
        for (size_t rank = 0; rank < segments_.rows(); ++rank, states += width(part))
            std::copy_n(state_in + whole(part, segments_.row(rank)), width(part), states);
}

template <class Source>
void packed_states::scatter(const float *state_in, float *state_out, Source &&source) const {
    for (size_t row = 0; row < segments_.batch(); ++row)
        for (size_t part = 0; part < sizes_.states; ++part)
            std::copy_n(segments_.length(row) > 0 ? source(row, part) : state_in + whole(part, row), width(part),
                        state_out + whole(part, row));
}

void packed_states::scatter_final(const float *outputs, const float *states, const float *state_in,
                                  float *state_out) const {
    scatter(state_in, state_out, [&](size_t row, size_t part) {
        return part == 0 ? outputs + last_token(row) * sizes_.outputs()
                         : after(segments_.last_of(row), states, part) + segments_.rank(row) * sizes_.hidden;
    });
}

void packed_states::scatter_last(const float *outputs, const float *cells, const float *state_in,
                                 float *state_out) const {
    scatter(state_in, state_out,
            [&](size_t row, size_t part) { return (part == 0 ? outputs : cells) + last_token(row) * sizes_.hidden; });
}

void packed_states::gather_final_gradients(const float *state_out, float *outputs, float *states) const {
    for (size_t rank = 0; rank < segments_.rows(); ++rank) {
        const size_t row = segments_.row(rank);
        const float *hidden = state_out + whole(0, row);
        float *output = outputs + last_token(row) * sizes_.outputs();
        for (size_t i = 0; i < sizes_.outputs(); ++i)
            output[i] += hidden[i];
        if (sizes_.states == 2)
            std::copy_n(state_out + whole(1, row), sizes_.hidden,
                        after(segments_.last_of(row), states, 1) + rank * sizes_.hidden);
    }
}

void packed_states::scatter_initial_gradients(const float *states, const float *state_out, float *state_in) const {
    for (size_t part = 0; part < sizes_.states; ++part) {
        for (size_t row = 0; row < segments_.batch(); ++row) {
            float *target = state_in + whole(part, row);
            if (segments_.length(row) > 0)
                std::copy_n(states + part * segments_.rows() * sizes_.outputs() + segments_.rank(row) * width(part),
                            width(part), target);
            else if (state_out != nullptr)
                std::copy_n(state_out + whole(part, row), width(part), target);
            else
                std::fill_n(target, width(part), 0.0f);
        }
    }
}

} // namespace nrnn

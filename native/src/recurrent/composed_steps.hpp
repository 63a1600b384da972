// The steps that one direction reads, in its order, and where their rows lie among the tokens.
#pragma once

#include "recurrent/segments.hpp"

namespace nrnn {

class composed_steps {
public:
    // Steps of equal rows; reversed: the last is read first.
    composed_steps(size_t steps, size_t rows, bool is_reversed)
        : steps_(steps), rows_(rows), is_reversed_(is_reversed) {}
    // Those of packed sequences, which lie in the order they are read.
    explicit composed_steps(const sequence_segments &packed)
        : packed_(&packed), steps_(packed.longest()), rows_(packed.rows()) {}

    size_t count() const { return steps_; }
    size_t rows() const { return rows_; } // of the first step, which has the most
    size_t tokens() const { return packed_ != nullptr ? packed_->tokens() : steps_ * rows_; }
    // What products over all tokens take, zeros behind the tokens: a product of its own for each number of tokens that
    // lengths may add up to would have to be prepared again and again.
    size_t product_tokens() const {
        constexpr size_t multiple = 64;
        return packed_ != nullptr ? (tokens() + multiple - 1) / multiple * multiple : tokens();
    }
    size_t rows_at(size_t step) const { return packed_ != nullptr ? packed_->rows_at(step) : rows_; }
    size_t token(size_t step) const {
        if (packed_ != nullptr)
            return packed_->token(step, 0);
        return (is_reversed_ ? steps_ - 1 - step : step) * rows_;
    }

private:
    const sequence_segments *packed_ = nullptr;
    size_t steps_;
    size_t rows_;
    bool is_reversed_ = false;
};

} // namespace nrnn

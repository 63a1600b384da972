#include "ops/sentence_rows.hpp"

#include <algorithm>

namespace nrnn {

sentence_rows::sentence_rows(const int32_t *sentences, size_t rows, size_t count, size_t *memory)
    : order_(memory), ends_(memory + rows) {
    const auto sentence_of = [&](size_t row) {
        return sentences != nullptr ? static_cast<size_t>(sentences[row]) : row % count;
    };
    std::fill_n(ends_, count, size_t{0});
    for (size_t row = 0; row < rows; ++row)
        ++ends_[sentence_of(row)];
    size_t begin = 0;
    for (size_t sentence = 0; sentence < count; ++sentence) {
        const size_t members = ends_[sentence];
        ends_[sentence] = begin;
        begin += members;
    }
    for (size_t row = 0; row < rows; ++row) // begins become ends as their rows come in
        order_[ends_[sentence_of(row)]++] = row;
}

} // namespace nrnn

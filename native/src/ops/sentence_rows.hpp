// Which rows belong to which sentence: so that one thread at a time writes what a sentence's rows share.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nrnn {

class sentence_rows {
public:
    // Numbers that the grouping needs memory for.
    static size_t memory_count(size_t rows, size_t sentences) { return rows + sentences; }

    // sentences[r] is row r's sentence, below `count`; null: r % count.
    sentence_rows(const int32_t *sentences, size_t rows, size_t count, size_t *memory);

    // A sentence's rows, in rising order.
    const size_t *rows_of(size_t sentence) const { return order_ + begin_of(sentence); }
    size_t count_of(size_t sentence) const { return ends_[sentence] - begin_of(sentence); }

private:
    size_t begin_of(size_t sentence) const { return sentence > 0 ? ends_[sentence - 1] : 0; }

    size_t *order_; // [rows]
    size_t *ends_;  // [count]
};

} // namespace nrnn

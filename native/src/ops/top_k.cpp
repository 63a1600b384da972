#include "ops/top_k.hpp"

#include "ops/shape.hpp"
#include "ops/softmax.hpp"

#include <cmath>

namespace nrnn {
namespace {

// The k best classes so far, as a heap whose root is the worst of them. It lives in the caller's results.
struct best_classes {
    float *values; // [k], logits
    int32_t *ids;  // [k]
};

// The less likely; among equals the higher index.
NRNN_INLINE bool is_worse(float value, int32_t id, float other, int32_t other_id) {
    return value < other || (value == other && id > other_id);
}

// Puts an entry where the root of [at, count) was, and the heap in order again.
NRNN_INLINE void sift_down(const best_classes &heap, size_t at, size_t count, float value, int32_t id) {
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= count)
            break;
        if (child + 1 < count &&
            is_worse(heap.values[child + 1], heap.ids[child + 1], heap.values[child], heap.ids[child]))
            ++child;
        if (!is_worse(heap.values[child], heap.ids[child], value, id))
            break;
        heap.values[at] = heap.values[child];
        heap.ids[at] = heap.ids[child];
        at = child;
    }
    heap.values[at] = value;
    heap.ids[at] = id;
}

NRNN_INLINE void make_heap(const best_classes &heap, const float *logits, size_t k) {
    for (size_t i = 0; i < k; ++i) {
        heap.values[i] = logits[i];
        heap.ids[i] = static_cast<int32_t>(i);
    }
    for (size_t at = k / 2; at-- > 0;)
        sift_down(heap, at, k, heap.values[at], heap.ids[at]);
}

NRNN_INLINE bool any_above(const chunk &values, float threshold) {
    int found = 0;
    for (size_t j = 0; j < chunk_size; ++j)
        found |= values.values[j] > threshold ? 1 : 0;
    return found != 0;
}

// Few logits pass the worst of the best so far, so that most chunks cost a comparison.
NRNN_MULTIVERSION void select(const float *logits, size_t classes, size_t k, best_classes heap) {
    make_heap(heap, logits, k);
    chunk now;
    for (size_t i = k; i < classes; i += chunk_size) {
        load_chunk(now, logits + i, classes - i, -std::numeric_limits<float>::infinity());
        if (!any_above(now, heap.values[0]))
            continue;
        for (size_t j = 0; j < chunk_size; ++j)
            if (now.values[j] > heap.values[0]) // strictly: an equal of a higher index stays behind
                sift_down(heap, 0, k, now.values[j], static_cast<int32_t>(i + j));
    }
}

// Takes the worst from the heap and puts it behind the rest, until all are in falling order.
void sort_falling(const best_classes &heap, size_t k) {
    for (size_t last = k - 1; last > 0; --last) {
        const float value = heap.values[last];
        const int32_t id = heap.ids[last];
        heap.values[last] = heap.values[0];
        heap.ids[last] = heap.ids[0];
        sift_down(heap, 0, last, value, id);
    }
}

NRNN_MULTIVERSION double exp_sum(const float *logits, size_t classes, float maximum) {
    return row_exp_sum(logits, classes, maximum);
}

// Whether the row could be ranked: NaN and infinity leave a sum that is not a number.
bool rank_row(const nrnn_top_k_desc &desc, const float *logits, best_classes best) {
    select(logits, desc.classes, desc.k, best);
    sort_falling(best, desc.k);
    const float maximum = best.values[0];
    const double sum = exp_sum(logits, desc.classes, maximum);
    if (!std::isfinite(maximum) || !std::isfinite(sum))
        return false;
    const double log_sum = std::log(sum);
    for (size_t i = 0; i < desc.k; ++i)
        best.values[i] = static_cast<float>(std::min(0.0, double{best.values[i]} - maximum - log_sum));
    return true;
}

void validate(const nrnn_top_k_desc &desc) {
    require(desc.rows > 0 && desc.classes > 0, "nrnn_top_k_desc's rows and classes must be at least 1");
    require(desc.classes <= static_cast<size_t>(std::numeric_limits<int32_t>::max()),
            "nrnn_top_k_desc.classes must fit 32 bits");
    require(desc.k > 0 && desc.k <= desc.classes, "nrnn_top_k_desc.k must be at least 1 and at most classes");
}

[[noreturn]] void refuse_row(const float *logits, size_t classes) {
    const bool has_nan = std::any_of(logits, logits + classes, [](float value) { return std::isnan(value); });
    throw error(NRNN_INVALID_ARGUMENT,
                has_nan ? "the logits hold NaN: training has diverged"
                        : "a row of logits has no finite maximum: it holds infinity, or every class is excluded");
}

} // namespace

void top_k(session &session, const nrnn_top_k_desc &desc, const nrnn_tensor &logits, int32_t *ids,
           float *log_probabilities) {
    validate(desc);
    require(ids != nullptr, "ids must not be null");
    require(log_probabilities != nullptr, "log_probabilities must not be null");
    const size_t count = area(desc.rows, desc.classes);
    const float *x = session.readable(floats_of(logits, count, "logits"), count); // [M, V]
    const size_t grain = rows_per_block(desc.classes);
    const size_t blocks = (desc.rows + grain - 1) / grain;
    double *refused = session.partials(blocks); // a block's first row that could not be ranked, or M
    session.for_blocks(desc.rows, grain, [&](size_t begin, size_t end) {
        size_t row = begin;
        while (row < end &&
               rank_row(desc, x + row * desc.classes, {log_probabilities + row * desc.k, ids + row * desc.k}))
            ++row;
        refused[begin / grain] = static_cast<double>(row < end ? row : desc.rows);
    });
    const double first = *std::min_element(refused, refused + blocks);
    if (first < static_cast<double>(desc.rows))
        refuse_row(x + static_cast<size_t>(first) * desc.classes, desc.classes);
}

} // namespace nrnn

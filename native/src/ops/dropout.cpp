#include "ops/dropout.hpp"

#include "ops/elementwise.hpp"
#include "ops/philox.hpp"
#include "ops/shape.hpp"

#include <cstring>

namespace nrnn {
namespace {

struct mask_rule {
    uint64_t seed;
    uint64_t position; // of the mask's first number
    float rate;
};

// A tensor whose elements a period apart share their number of the mask.
struct masked_tensor {
    const float *input;
    float *output;
    size_t count;
    size_t period;
};

// What elements are multiplied by: 0 or 1 / (1 - rate).
NRNN_INLINE void mask_batch(const mask_rule &rule, size_t first, float *factors) {
    uint32_t numbers[philox_batch];
    philox_fill(rule.seed, rule.position + first / 4, numbers);
    const float scale = 1.0f / (1.0f - rule.rate);
    for (size_t i = 0; i < philox_batch; ++i) {
        const float uniform = static_cast<float>(static_cast<int32_t>(numbers[i] >> 8)) * 0x1p-24f;
        factors[i] = uniform >= rule.rate ? scale : 0.0f;
    }
}

// Through local memory: input and output may be the same, which loops on them directly would have to assume.
NRNN_INLINE void drop_batch(const float *factors, const float *input, float *output, size_t count) {
    float values[philox_batch] = {};
    std::memcpy(values, input, count * sizeof(float));
    for (size_t i = 0; i < philox_batch; ++i)
        values[i] *= factors[i];
    std::memcpy(output, values, count * sizeof(float));
}

// What the mask's numbers from `begin` on fall on, wherever that is; `begin` starts a batch.
NRNN_MULTIVERSION void drop_span(const mask_rule &rule, const masked_tensor &tensor, size_t begin, size_t end) {
    float factors[philox_batch];
    for (size_t first = begin; first < end; first += philox_batch) {
        mask_batch(rule, first, factors);
        const size_t width = std::min(philox_batch, tensor.period - first);
        for (size_t at = first; at < tensor.count; at += tensor.period) {
            const size_t present = std::min(width, tensor.count - at);
            if (present == philox_batch)
                drop_batch(factors, tensor.input + at, tensor.output + at, philox_batch);
            else
                drop_batch(factors, tensor.input + at, tensor.output + at, present);
        }
    }
}

// Numbers of the mask in a block: whole batches that fall on about as many elements as other blocks have.
size_t numbers_per_block(size_t count, size_t period) {
    const size_t repeats = (count + period - 1) / period;
    return std::max(philox_batch, block_size / repeats / philox_batch * philox_batch);
}

NRNN_MULTIVERSION void fill_batch(uint64_t seed, uint64_t position, uint32_t *numbers) {
    philox_fill(seed, position, numbers);
}

} // namespace

void dropout(session &session, const nrnn_dropout_desc &desc, const nrnn_tensor &input, const nrnn_tensor &output) {
    require(desc.rate >= 0 && desc.rate < 1, "nrnn_dropout_desc.rate must be at least 0 and below 1");
    if (desc.rate == 0) {
        copy(session, input, output);
        return;
    }
    const float *from = floats_of(input, input.count, "input");
    float *to = floats_of(output, input.count, "output");
    require_no_partial_overlap(from, to, input.count, "input and output must be the same view or must not overlap");
    if (input.count == 0)
        return;
    const size_t period =
        desc.period == 0 ? input.count : static_cast<size_t>(std::min<uint64_t>(desc.period, input.count));
    const mask_rule rule{desc.seed, desc.position, desc.rate};
    to = session.writable(to, input.count);
    from = session.readable(from, input.count);
    session.for_blocks(period, numbers_per_block(input.count, period), [&](size_t begin, size_t end) {
        drop_span(rule, {from, to, input.count, period}, begin, end);
    });
}

void random_fill(uint64_t seed, uint64_t position, uint32_t *numbers, size_t count) {
    require(numbers != nullptr || count == 0, "numbers must not be null");
    uint32_t batch[philox_batch];
    for (size_t first = 0; first < count; first += philox_batch) {
        fill_batch(seed, position + first / 4, batch);
        std::memcpy(numbers + first, batch, std::min(philox_batch, count - first) * sizeof(uint32_t));
    }
}

} // namespace nrnn

#include "ops/dropout.hpp"

#include "ops/elementwise.hpp"
#include "ops/philox.hpp"
#include "ops/shape.hpp"

#include <cstring>

namespace nrnn {
namespace {

static_assert(block_size % philox_batch == 0, "a block starts with a whole batch of numbers");

struct mask_rule {
    uint64_t seed;
    uint64_t position; // of the block's first number
    float rate;
};

// Through local memory: input and output may be the same, which loops on them directly would have to assume.
NRNN_INLINE void drop_batch(const mask_rule &rule, size_t first, const float *input, float *output, size_t count) {
    uint32_t numbers[philox_batch];
    float values[philox_batch] = {};
    philox_fill(rule.seed, rule.position + first / 4, numbers);
    std::memcpy(values, input + first, count * sizeof(float));
    const float scale = 1.0f / (1.0f - rule.rate);
    for (size_t i = 0; i < philox_batch; ++i) {
        const float uniform = static_cast<float>(static_cast<int32_t>(numbers[i] >> 8)) * 0x1p-24f;
        values[i] *= uniform >= rule.rate ? scale : 0.0f;
    }
    std::memcpy(output + first, values, count * sizeof(float));
}

NRNN_MULTIVERSION void drop_block(const mask_rule &rule, const float *input, float *output, size_t count) {
    size_t first = 0;
    for (; first + philox_batch <= count; first += philox_batch)
        drop_batch(rule, first, input, output, philox_batch);
    if (first < count)
        drop_batch(rule, first, input, output, count - first);
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
    session.for_blocks(input.count, block_size, [&](size_t begin, size_t end) {
        drop_block({desc.seed, desc.position + begin / 4, desc.rate}, from + begin, to + begin, end - begin);
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

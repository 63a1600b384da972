#include "ops/cross_entropy.hpp"

#include "ops/shape.hpp"
#include "ops/softmax.hpp"

#include <cmath>

namespace nrnn {
namespace {

// What a row's kernel leaves for the logarithm, which is taken in float64.
struct row_result {
    double exp_sum;
    float target_distance; // logit of the target minus the maximum
    double distance_sum;   // of all logits; only where labels are smoothed
};

NRNN_MULTIVERSION row_result row_loss(const float *logits, size_t classes, int32_t target) {
    const float maximum = row_maximum(logits, classes);
    return {row_exp_sum(logits, classes, maximum), logits[target] - maximum, 0};
}

// gradient = (softmax - one_hot(target)) * scale; it may replace the logits.
NRNN_MULTIVERSION row_result row_loss_and_gradient(const float *logits, size_t classes, int32_t target, float scale,
                                                   float *gradient) {
    const float maximum = row_maximum(logits, classes);
    const float distance = logits[target] - maximum;
    const double exp_sum = row_exp(logits, classes, maximum, gradient);
    const float factor = static_cast<float>(scale / exp_sum);
    for (size_t i = 0; i < classes; ++i)
        gradient[i] *= factor;
    gradient[target] -= scale;
    return {exp_sum, distance, 0};
}

// The sum of logit - maximum.
NRNN_INLINE double row_distance_sum(const float *logits, size_t classes, float maximum) {
    double sums[chunk_size] = {};
    chunk now;
    for (size_t i = 0; i < classes; i += chunk_size) {
        load_chunk(now, logits + i, classes - i, maximum);
        for (size_t j = 0; j < chunk_size; ++j)
            sums[j] += now.values[j] - maximum;
    }
    return sum_lanes(sums);
}

// The target distribution gives `smoothing` evenly to all classes and the rest to the target. gradient may be null.
NRNN_MULTIVERSION row_result smoothed_row_loss(const float *logits, size_t classes, int32_t target, float smoothing,
                                               float scale, float *gradient) {
    const float maximum = row_maximum(logits, classes);
    const float distance = logits[target] - maximum;
    const double distance_sum = row_distance_sum(logits, classes, maximum);
    if (gradient == nullptr)
        return {row_exp_sum(logits, classes, maximum), distance, distance_sum};
    const double exp_sum = row_exp(logits, classes, maximum, gradient);
    const float factor = static_cast<float>(scale / exp_sum);
    const float even = smoothing * scale / static_cast<float>(classes);
    for (size_t i = 0; i < classes; ++i)
        gradient[i] = gradient[i] * factor - even;
    gradient[target] -= (1 - smoothing) * scale;
    return {exp_sum, distance, distance_sum};
}

size_t count_valid(const nrnn_loss_desc &desc, const int32_t *targets) {
    require(targets != nullptr, "targets must not be null");
    size_t valid = 0;
    for (size_t row = 0; row < desc.rows; ++row) {
        if (targets[row] == desc.ignored)
            continue;
        if (!is_id(targets[row], desc.classes))
            refuse_id(targets, row, desc.classes, "targets");
        ++valid;
    }
    return valid;
}

struct rows {
    size_t begin;
    size_t end;
};

// What the rows of a block add up to.
struct block_sums {
    double total;
    double smoothed;
};

row_result row_of(const nrnn_loss_desc &desc, const float *logits, int32_t target, float scale, float *gradient) {
    if (desc.label_smoothing > 0)
        return smoothed_row_loss(logits, desc.classes, target, desc.label_smoothing, scale, gradient);
    return gradient != nullptr ? row_loss_and_gradient(logits, desc.classes, target, scale, gradient)
                               : row_loss(logits, desc.classes, target);
}

// The block's part of the totals; gradient may be null.
block_sums block_loss(const nrnn_loss_desc &desc, rows block, const float *logits, const int32_t *targets, float scale,
                      float *gradient) {
    const size_t width = desc.classes;
    const double smoothing = desc.label_smoothing;
    block_sums sums{};
    for (size_t row = block.begin; row < block.end; ++row) {
        float *row_gradient = gradient != nullptr ? gradient + row * width : nullptr;
        if (targets[row] == desc.ignored) {
            if (gradient != nullptr)
                std::fill_n(row_gradient, width, 0.0f);
            continue;
        }
        const row_result result = row_of(desc, logits + row * width, targets[row], scale, row_gradient);
        const double log_sum = std::log(result.exp_sum);
        const double loss = log_sum - result.target_distance;
        sums.total += loss;
        if (smoothing > 0)
            sums.smoothed +=
                (1 - smoothing) * loss + smoothing * (log_sum - result.distance_sum / static_cast<double>(width));
    }
    return sums;
}

} // namespace

nrnn_loss cross_entropy(session &session, const nrnn_loss_desc &desc, const nrnn_tensor &logits, const int32_t *targets,
                        const nrnn_tensor &gradient) {
    require(desc.rows > 0 && desc.classes > 0, "nrnn_loss_desc's rows and classes must be at least 1");
    require(std::isfinite(desc.gradient_scale), "nrnn_loss_desc.gradient_scale must be finite");
    require(desc.label_smoothing >= 0 && desc.label_smoothing < 1,
            "nrnn_loss_desc.label_smoothing must be at least 0 and below 1");
    const size_t count = area(desc.rows, desc.classes);
    const float *x = floats_of(logits, count, "logits");         // [M, V]
    float *dx = optional_floats_of(gradient, count, "gradient"); // [M, V]
    if (dx != nullptr)
        require_no_partial_overlap(x, dx, count, "gradient must be the logits' own view or must not overlap it");
    const size_t valid = count_valid(desc, targets);
    dx = session.writable(dx, count);
    x = session.readable(x, count);
    const float scale = valid > 0 ? static_cast<float>(double{desc.gradient_scale} / static_cast<double>(valid)) : 0.0f;

    const size_t grain = rows_per_block(desc.classes);
    const size_t blocks = (desc.rows + grain - 1) / grain;
    double *totals = session.partials(2 * blocks);
    double *smoothed = totals + blocks;
    session.for_blocks(desc.rows, grain, [&](size_t begin, size_t end) {
        const block_sums sums = block_loss(desc, {begin, end}, x, targets, scale, dx);
        totals[begin / grain] = sums.total;
        smoothed[begin / grain] = sums.smoothed;
    });
    nrnn_loss loss{sizeof(nrnn_loss), 0, valid, 0};
    for (size_t block = 0; block < blocks; ++block) {
        loss.total += totals[block];
        loss.smoothed += smoothed[block];
    }
    if (!(desc.label_smoothing > 0))
        loss.smoothed = loss.total;
    return loss;
}

} // namespace nrnn

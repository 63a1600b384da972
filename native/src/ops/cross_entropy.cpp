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
};

NRNN_MULTIVERSION row_result row_loss(const float *logits, size_t classes, int32_t target) {
    const float maximum = row_maximum(logits, classes);
    return {row_exp_sum(logits, classes, maximum), logits[target] - maximum};
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
    return {exp_sum, distance};
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

// The block's part of the total; gradient may be null.
double block_loss(const nrnn_loss_desc &desc, rows block, const float *logits, const int32_t *targets, float scale,
                  float *gradient) {
    const size_t width = desc.classes;
    double total = 0;
    for (size_t row = block.begin; row < block.end; ++row) {
        float *row_gradient = gradient != nullptr ? gradient + row * width : nullptr;
        if (targets[row] == desc.ignored) {
            if (gradient != nullptr)
                std::fill_n(row_gradient, width, 0.0f);
            continue;
        }
        const float *x = logits + row * width;
        const row_result result = gradient != nullptr
                                      ? row_loss_and_gradient(x, width, targets[row], scale, row_gradient)
                                      : row_loss(x, width, targets[row]);
        total += std::log(result.exp_sum) - result.target_distance;
    }
    return total;
}

} // namespace

nrnn_loss cross_entropy(session &session, const nrnn_loss_desc &desc, const nrnn_tensor &logits, const int32_t *targets,
                        const nrnn_tensor &gradient) {
    require(desc.rows > 0 && desc.classes > 0, "nrnn_loss_desc's rows and classes must be at least 1");
    require(std::isfinite(desc.gradient_scale), "nrnn_loss_desc.gradient_scale must be finite");
    const size_t count = area(desc.rows, desc.classes);
    const float *x = floats_of(logits, count, "logits");         // [M, V]
    float *dx = optional_floats_of(gradient, count, "gradient"); // [M, V]
    if (dx != nullptr)
        require_no_partial_overlap(x, dx, count, "gradient must be the logits' own view or must not overlap it");
    const size_t valid = count_valid(desc, targets);
    const float scale = valid > 0 ? static_cast<float>(double{desc.gradient_scale} / static_cast<double>(valid)) : 0.0f;

    const size_t grain = rows_per_block(desc.classes);
    const size_t blocks = (desc.rows + grain - 1) / grain;
    double *partials = session.partials(blocks);
    session.for_blocks(desc.rows, grain, [&](size_t begin, size_t end) {
        partials[begin / grain] = block_loss(desc, {begin, end}, x, targets, scale, dx);
    });
    nrnn_loss loss{sizeof(nrnn_loss), 0, valid};
    for (size_t block = 0; block < blocks; ++block)
        loss.total += partials[block];
    return loss;
}

} // namespace nrnn

#include "ops/optimizer.hpp"

#include "core/fast_math.hpp"
#include "ops/shape.hpp"

#include <cmath>

namespace nrnn {
namespace {

// The four flat arrays; moments that the kind does not use are null.
struct arrays {
    float *parameter;
    float *gradient;
    float *first;
    float *second;

    arrays from(size_t begin) const {
        return {parameter + begin, gradient + begin, first != nullptr ? first + begin : nullptr,
                second != nullptr ? second + begin : nullptr};
    }
    arrays mapped(session &session, size_t count) const {
        return {session.writable(parameter, count), session.writable(gradient, count), session.writable(first, count),
                session.writable(second, count)};
    }
};

// The step's constants, worked out in float64 once.
struct factors {
    float gradient_scale;
    float learning_rate;
    float coupled_decay; // added to the gradient
    float retained;      // of a parameter, under decoupled decay
    float momentum;
    float first_rate; // 1 - beta1
    float beta2;
    float second_rate; // 1 - beta2
    float step_size;   // learning rate / (1 - beta1^step)
    float root_scale;  // 1 / sqrt(1 - beta2^step)
    float epsilon;
};

factors factors_of(const nrnn_optimizer_desc &desc) {
    const bool decoupled = desc.kind == NRNN_OPTIMIZER_ADAMW;
    const double rate = desc.learning_rate;
    const double step = static_cast<double>(desc.step);
    factors f{};
    f.gradient_scale = desc.gradient_scale;
    f.learning_rate = desc.learning_rate;
    f.coupled_decay = decoupled ? 0.0f : desc.weight_decay;
    f.retained = decoupled ? static_cast<float>(1 - rate * desc.weight_decay) : 1.0f;
    f.momentum = desc.momentum;
    f.first_rate = static_cast<float>(1 - double{desc.beta1});
    f.beta2 = desc.beta2;
    f.second_rate = static_cast<float>(1 - double{desc.beta2});
    f.step_size = static_cast<float>(rate / (1 - std::pow(double{desc.beta1}, step)));
    f.root_scale = static_cast<float>(1 / std::sqrt(1 - std::pow(double{desc.beta2}, step)));
    f.epsilon = desc.epsilon;
    return f;
}

NRNN_INLINE float take_gradient(const factors &f, float parameter, float &gradient) {
    const float taken = gradient * f.gradient_scale + parameter * f.coupled_decay;
    gradient = 0;
    return taken;
}

NRNN_MULTIVERSION void sgd(const factors &f, const arrays &a, size_t count) {
    float *p = a.parameter;
    float *g = a.gradient;
    for (size_t i = 0; i < count; ++i)
        p[i] -= f.learning_rate * take_gradient(f, p[i], g[i]);
}

NRNN_MULTIVERSION void momentum(const factors &f, const arrays &a, size_t count) {
    float *p = a.parameter;
    float *g = a.gradient;
    float *m = a.first;
    for (size_t i = 0; i < count; ++i) {
        m[i] = f.momentum * m[i] + take_gradient(f, p[i], g[i]);
        p[i] -= f.learning_rate * m[i];
    }
}

// AdamW differs only in its factors: no coupled decay, but parameters that shrink first.
NRNN_MULTIVERSION void adam(const factors &f, const arrays &a, size_t count) {
    float *p = a.parameter;
    float *g = a.gradient;
    float *m = a.first;
    float *v = a.second;
    for (size_t i = 0; i < count; ++i) {
        const float gradient = take_gradient(f, p[i], g[i]);
        m[i] += f.first_rate * (gradient - m[i]);
        v[i] = f.beta2 * v[i] + f.second_rate * gradient * gradient;
        p[i] = f.retained * p[i] - f.step_size * m[i] / (std::sqrt(v[i]) * f.root_scale + f.epsilon);
    }
}

using update = void (*)(const factors &, const arrays &, size_t);

update update_of(int32_t kind) {
    switch (kind) {
    case NRNN_OPTIMIZER_SGD:
        return sgd;
    case NRNN_OPTIMIZER_MOMENTUM:
        return momentum;
    case NRNN_OPTIMIZER_ADAM:
    case NRNN_OPTIMIZER_ADAMW:
        return adam;
    default:
        throw error(NRNN_INVALID_ARGUMENT, "nrnn_optimizer_desc.kind must be SGD, MOMENTUM, ADAM or ADAMW");
    }
}

bool is_adam(const nrnn_optimizer_desc &desc) {
    return desc.kind == NRNN_OPTIMIZER_ADAM || desc.kind == NRNN_OPTIMIZER_ADAMW;
}

bool in(float value, float low, float below) { return value >= low && value < below; }

void validate(const nrnn_optimizer_desc &desc) {
    constexpr float infinity = std::numeric_limits<float>::infinity();
    require(in(desc.learning_rate, 0, infinity), "nrnn_optimizer_desc.learning_rate must be finite and at least 0");
    require(in(desc.weight_decay, 0, infinity), "nrnn_optimizer_desc.weight_decay must be finite and at least 0");
    require(std::isfinite(desc.gradient_scale), "nrnn_optimizer_desc.gradient_scale must be finite");
    if (desc.kind == NRNN_OPTIMIZER_MOMENTUM)
        require(in(desc.momentum, 0, 1), "nrnn_optimizer_desc.momentum must be at least 0 and below 1");
    if (!is_adam(desc))
        return;
    require(in(desc.beta1, 0, 1), "nrnn_optimizer_desc.beta1 must be at least 0 and below 1");
    require(in(desc.beta2, 0, 1), "nrnn_optimizer_desc.beta2 must be at least 0 and below 1");
    require(in(desc.epsilon, 0, infinity), "nrnn_optimizer_desc.epsilon must be finite and at least 0");
    require(desc.step >= 1, "nrnn_optimizer_desc.step counts from 1");
}

float *moment_of(const nrnn_tensor &view, bool used, size_t count, const char *what, const char *unused_message) {
    require(used || view.buffer == nullptr, unused_message);
    return used ? floats_of(view, count, what) : nullptr;
}

arrays arrays_of(const nrnn_optimizer_desc &desc, const nrnn_tensor &parameters, const nrnn_tensor &gradients,
                 const nrnn_tensor &first, const nrnn_tensor &second) {
    const size_t count = parameters.count;
    return {floats_of(parameters, count, "parameters"), floats_of(gradients, count, "gradients"),
            moment_of(first, desc.kind != NRNN_OPTIMIZER_SGD, count, "first_moment",
                      "first_moment must be absent: plain SGD has no moments"),
            moment_of(second, is_adam(desc), count, "second_moment",
                      "second_moment must be absent: only Adam and AdamW have one")};
}

NRNN_MULTIVERSION double block_squared_norm(const float *values, size_t count) {
    double sums[chunk_size] = {};
    chunk now;
    for (size_t i = 0; i < count; i += chunk_size) {
        load_chunk(now, values + i, count - i, 0);
        for (size_t j = 0; j < chunk_size; ++j)
            sums[j] += double{now.values[j]} * now.values[j];
    }
    return sum_lanes(sums);
}

} // namespace

double squared_norm(session &session, const nrnn_tensor &values) {
    const float *x = session.readable(floats_of(values, values.count, "values"), values.count);
    const size_t blocks = (values.count + block_size - 1) / block_size;
    double *partials = session.partials(blocks);
    session.for_blocks(values.count, block_size, [&](size_t begin, size_t end) {
        partials[begin / block_size] = block_squared_norm(x + begin, end - begin);
    });
    double total = 0;
    for (size_t block = 0; block < blocks; ++block)
        total += partials[block];
    return total;
}

void optimizer_step(session &session, const nrnn_optimizer_desc &desc, const nrnn_tensor &parameters,
                    const nrnn_tensor &gradients, const nrnn_tensor &first_moment, const nrnn_tensor &second_moment) {
    const update run_update = update_of(desc.kind);
    validate(desc);
    const arrays whole =
        arrays_of(desc, parameters, gradients, first_moment, second_moment).mapped(session, parameters.count);
    const factors constants = factors_of(desc);
    session.for_blocks(parameters.count, block_size,
                       [&](size_t begin, size_t end) { run_update(constants, whole.from(begin), end - begin); });
}

} // namespace nrnn

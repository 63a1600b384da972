#include "fixture.hpp"

#include <limits>

using namespace nrnn_test;

namespace {

constexpr size_t several_blocks = 40007; // of 16384, the last one neither whole nor a multiple of a vector
constexpr int steps = 5;
// A few float32 roundings for each step.
constexpr double relative_tolerance = 2e-6;
constexpr double absolute_tolerance = 2e-6;

nrnn_optimizer_desc optimizer_desc(nrnn_optimizer_kind kind) {
    auto desc = sized<nrnn_optimizer_desc>();
    desc.kind = kind;
    desc.learning_rate = 0.01f;
    desc.momentum = 0.9f;
    desc.beta1 = 0.9f;
    desc.beta2 = 0.999f;
    desc.epsilon = 1e-8f;
    desc.weight_decay = 0.1f;
    desc.gradient_scale = 0.5f;
    desc.step = 1;
    return desc;
}

bool has_first_moment(const nrnn_optimizer_desc &desc) { return desc.kind != NRNN_OPTIMIZER_SGD; }
bool has_second_moment(const nrnn_optimizer_desc &desc) {
    return desc.kind == NRNN_OPTIMIZER_ADAM || desc.kind == NRNN_OPTIMIZER_ADAMW;
}

// torch.optim's formulas for one parameter, in double.
struct scalar_reference {
    double p, m = 0, v = 0;

    void step(const nrnn_optimizer_desc &d, double gradient) {
        const double lr = d.learning_rate;
        double g = gradient * d.gradient_scale;
        if (d.kind == NRNN_OPTIMIZER_ADAMW)
            p *= 1 - lr * d.weight_decay;
        else
            g += d.weight_decay * p;
        if (d.kind == NRNN_OPTIMIZER_SGD) {
            p -= lr * g;
        } else if (d.kind == NRNN_OPTIMIZER_MOMENTUM) {
            m = d.momentum * m + g;
            p -= lr * m;
        } else {
            m = d.beta1 * m + (1 - double{d.beta1}) * g;
            v = d.beta2 * v + (1 - double{d.beta2}) * g * g;
            const double m_hat = m / (1 - std::pow(double{d.beta1}, double(d.step)));
            const double v_hat = v / (1 - std::pow(double{d.beta2}, double(d.step)));
            p -= lr * m_hat / (std::sqrt(v_hat) + d.epsilon);
        }
    }
};

floats gradients_of_step(int step, size_t count) { return random_floats(count, 100u + static_cast<unsigned>(step)); }

struct state {
    floats parameters, first, second;
};

state run_steps(nrnn_optimizer_desc desc, size_t count, int threads) {
    const fixture place(threads);
    const tensor parameters(place, random_floats(count, 1));
    tensor gradients(place, count);
    const tensor first(place, count), second(place, count);
    for (int step = 0; step < steps; ++step) {
        gradients.assign(gradients_of_step(step, count));
        desc.step = static_cast<uint64_t>(step) + 1;
        expect_ok(nrnn_optimizer_step(place.session(), &desc, parameters, gradients,
                                      has_first_moment(desc) ? first.view() : absent,
                                      has_second_moment(desc) ? second.view() : absent));
        EXPECT_EQ(floats(count, 0.0f), gradients.values());
    }
    return {parameters.values(), first.values(), second.values()};
}

class optimizer : public testing::TestWithParam<nrnn_optimizer_kind> {};

std::string name_of(const testing::TestParamInfo<nrnn_optimizer_kind> &info) {
    static const char *const names[] = {"sgd", "momentum", "adam", "adamw"};
    return names[info.param - NRNN_OPTIMIZER_SGD];
}

} // namespace

INSTANTIATE_TEST_SUITE_P(kinds, optimizer,
                         testing::Values(NRNN_OPTIMIZER_SGD, NRNN_OPTIMIZER_MOMENTUM, NRNN_OPTIMIZER_ADAM,
                                         NRNN_OPTIMIZER_ADAMW),
                         name_of);

TEST_P(optimizer, several_steps_agree_with_the_formulas) {
    const auto base = optimizer_desc(GetParam());
    const auto actual = run_steps(base, several_blocks, 2);
    const floats start = random_floats(several_blocks, 1);
    std::vector<scalar_reference> expected;
    for (const float p : start)
        expected.push_back({p});
    for (int step = 0; step < steps; ++step) {
        auto desc = base;
        desc.step = static_cast<uint64_t>(step) + 1;
        const floats gradients = gradients_of_step(step, several_blocks);
        for (size_t i = 0; i < several_blocks; ++i)
            expected[i].step(desc, gradients[i]);
    }
    std::vector<double> p, m, v;
    for (const auto &one : expected) {
        p.push_back(one.p);
        m.push_back(one.m);
        v.push_back(one.v);
    }
    expect_near(p, actual.parameters, relative_tolerance, absolute_tolerance);
    expect_near(m, actual.first, relative_tolerance, absolute_tolerance);
    expect_near(v, actual.second, relative_tolerance, absolute_tolerance);
}

TEST_P(optimizer, result_does_not_depend_on_the_threads) {
    const auto desc = optimizer_desc(GetParam());
    const auto one = run_steps(desc, several_blocks, 1);
    for (int threads : {2, 3}) {
        const auto several = run_steps(desc, several_blocks, threads);
        EXPECT_TRUE(same_bits(one.parameters, several.parameters));
        EXPECT_TRUE(same_bits(one.first, several.first));
        EXPECT_TRUE(same_bits(one.second, several.second));
    }
}

TEST_P(optimizer, a_view_of_another_size_is_named) {
    const fixture place;
    const tensor four(place, 4), five(place, 5);
    const auto desc = optimizer_desc(GetParam());
    const auto first = has_first_moment(desc) ? four.view() : absent;
    const auto second = has_second_moment(desc) ? four.view() : absent;
    const auto call = [&](nrnn_tensor p, nrnn_tensor g, nrnn_tensor m, nrnn_tensor v) {
        return nrnn_optimizer_step(place.session(), &desc, p, g, m, v);
    };
    expect_failure(call(absent, four, first, second), NRNN_INVALID_ARGUMENT, "parameters");
    expect_failure(call(four, five, first, second), NRNN_INVALID_ARGUMENT, "gradients must hold 4");
    expect_failure(call(four, four, five, second), NRNN_INVALID_ARGUMENT, "first_moment");
    expect_failure(call(four, four, first, five), NRNN_INVALID_ARGUMENT, "second_moment");
}

// Adam's first step moves every parameter by the learning rate, whatever the gradient's size.
TEST(optimizer_step, adams_first_step_is_the_learning_rate) {
    const fixture place;
    auto desc = optimizer_desc(NRNN_OPTIMIZER_ADAM);
    desc.weight_decay = 0;
    const tensor parameters(place, floats{1, 1, 1}), gradients(place, floats{100, -3, 0.001f});
    const tensor first(place, 3), second(place, 3);
    expect_ok(nrnn_optimizer_step(place.session(), &desc, parameters, gradients, first, second));
    expect_near(floats{0.99f, 1.01f, 0.99f}, parameters.values(), 1e-6, 0);
}

TEST(optimizer_step, values_outside_their_range_are_named) {
    const fixture place;
    const tensor p(place, floats{1, 2}), g(place, floats{3, 4}), m(place, 2), v(place, 2);
    const float nan = std::nanf("");
    const float infinity = std::numeric_limits<float>::infinity();
    const auto refused = [&](float nrnn_optimizer_desc::*field, std::initializer_list<float> values, const char *name) {
        for (const float value : values) {
            auto desc = optimizer_desc(NRNN_OPTIMIZER_ADAM);
            desc.*field = value;
            expect_failure(nrnn_optimizer_step(place.session(), &desc, p, g, m, v), NRNN_INVALID_ARGUMENT, name);
        }
    };
    refused(&nrnn_optimizer_desc::learning_rate, {-1, nan, infinity}, "learning_rate");
    refused(&nrnn_optimizer_desc::beta1, {-0.1f, 1, nan}, "beta1");
    refused(&nrnn_optimizer_desc::beta2, {-0.1f, 1, nan}, "beta2");
    refused(&nrnn_optimizer_desc::epsilon, {-1, nan, infinity}, "epsilon");
    refused(&nrnn_optimizer_desc::weight_decay, {-1, nan, infinity}, "weight_decay");
    refused(&nrnn_optimizer_desc::gradient_scale, {nan, infinity}, "gradient_scale");
    EXPECT_EQ((floats{1, 2}), p.values());
    EXPECT_EQ((floats{3, 4}), g.values());
}

TEST(optimizer_step, an_unknown_kind_and_a_step_of_zero_are_named) {
    const fixture place;
    const tensor p(place, 2), m(place, 2), v(place, 2);
    auto desc = optimizer_desc(NRNN_OPTIMIZER_ADAM);
    desc.step = 0;
    expect_failure(nrnn_optimizer_step(place.session(), &desc, p, p, m, v), NRNN_INVALID_ARGUMENT, "step");
    desc.kind = 9;
    expect_failure(nrnn_optimizer_step(place.session(), &desc, p, p, m, v), NRNN_INVALID_ARGUMENT, "kind");
    desc = optimizer_desc(NRNN_OPTIMIZER_MOMENTUM);
    desc.momentum = 1;
    expect_failure(nrnn_optimizer_step(place.session(), &desc, p, p, m, absent), NRNN_INVALID_ARGUMENT, "momentum");
    expect_failure(nrnn_optimizer_step(place.session(), nullptr, p, p, m, v), NRNN_INVALID_ARGUMENT,
                   "nrnn_optimizer_desc");
}

TEST(squared_norm, agrees_with_a_sum_in_double) {
    for (const size_t count : {size_t{1}, size_t{31}, size_t{16384}, several_blocks}) {
        const floats values = random_floats(count, 1);
        double first = 0;
        for (int threads : {1, 2, 3}) {
            const fixture place(threads);
            double result = 0;
            expect_ok(nrnn_squared_norm(place.session(), tensor(place, values), &result));
            EXPECT_NEAR(dot(values, values), result, 1e-12 * dot(values, values));
            first = threads == 1 ? result : first;
            EXPECT_EQ(first, result);
        }
    }
}

TEST(squared_norm, large_values_do_not_overflow) {
    const fixture place;
    double result = 0;
    expect_ok(nrnn_squared_norm(place.session(), tensor(place, floats(4, 1e30f)), &result));
    EXPECT_NEAR(4e60, result, 1e54);
}

TEST(squared_norm, what_does_not_fit_is_named) {
    const fixture place;
    double result = 0;
    expect_failure(nrnn_squared_norm(place.session(), absent, &result), NRNN_INVALID_ARGUMENT, "values");
    expect_failure(nrnn_squared_norm(place.session(), tensor(place, 1), nullptr), NRNN_INVALID_ARGUMENT, "result");
}

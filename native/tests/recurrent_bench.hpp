// A recurrent layer over the C ABI with every tensor its two passes touch.
#pragma once

#include "recurrent_reference.hpp"

namespace nrnn_test {

using layer_handle = std::unique_ptr<nrnn_recurrent, destroyer<nrnn_recurrent, nrnn_recurrent_destroy>>;

inline layer_handle create_layer(const fixture &place, const recurrent_case &c) {
    auto desc = sized<nrnn_recurrent_desc>();
    desc.cell = c.cell;
    desc.direction = c.direction;
    desc.bias = c.bias;
    desc.input_size = c.inputs;
    desc.hidden_size = c.hidden;
    return owned<layer_handle>(nrnn_recurrent_create(place.engine(), &desc));
}

// A layer with all its tensors, filled with small random numbers.
class bench {
public:
    bench(const fixture &place, const recurrent_case &c)
        : place_(place), c_(c), layer_(create_layer(place, c)),
          parameters(place, random_floats(c.parameters(), 1, -.4f, .4f)), input(place, random_floats(c.input(), 2)),
          state_in(place, random_floats(c.state(), 3)), output(place, c.output()), state_out(place, c.state()),
          workspace(place, std::max<size_t>(1, workspace_count())),
          output_gradient(place, random_floats(c.output(), 4)), state_out_gradient(place, random_floats(c.state(), 5)),
          input_gradient(place, c.input()), state_in_gradient(place, c.state()),
          parameters_gradient(place, c.parameters()) {}

    nrnn_recurrent_shape shape(bool training) const {
        auto s = sized<nrnn_recurrent_shape>();
        s.steps = c_.steps;
        s.batch = c_.batch;
        s.training = training;
        return s;
    }

    size_t workspace_count() const {
        const auto s = shape(true);
        size_t count = 0;
        expect_ok(nrnn_recurrent_workspace_count(place_.session(), layer_.get(), &s, &count));
        return count;
    }

    std::vector<nrnn_tensor> views() const {
        return {parameters,         input,           state_in,           output,         state_out,
                workspace,          output_gradient, state_out_gradient, input_gradient, state_in_gradient,
                parameters_gradient};
    }

    nrnn_status forward(bool training) const {
        const auto s = shape(training);
        const auto v = views();
        return nrnn_recurrent_forward(place_.session(), layer_.get(), &s, v.data(), v.size());
    }

    nrnn_status backward() const {
        const auto s = shape(true);
        const auto v = views();
        return nrnn_recurrent_backward(place_.session(), layer_.get(), &s, v.data(), v.size());
    }

    nrnn_recurrent *layer() const { return layer_.get(); }

private:
    const fixture &place_;
    recurrent_case c_;
    layer_handle layer_;

public:
    tensor parameters, input, state_in, output, state_out, workspace, output_gradient, state_out_gradient,
        input_gradient, state_in_gradient, parameters_gradient;
};

} // namespace nrnn_test

// The LSTM of lstm.c over a batch of two sequences of different lengths: its final states are their sums.
#include "handles.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <vector>

namespace {

constexpr size_t steps = 4, batch = 2, gates = 4;
constexpr std::array<int32_t, batch> lengths{4, 2};
constexpr std::array<float, steps * batch> inputs{0.1f, 0.5f, 0.2f, 0.25f, 0.3f, 9.0f, -0.4f, 9.0f}; // [T, N, 1]

handles::engine make_engine() {
    auto desc = handles::sized<nrnn_engine_desc>();
    desc.kind = NRNN_ENGINE_CPU;
    desc.spin_microseconds = -1;
    return handles::engine(handles::created(nrnn_engine_create(&desc)));
}

handles::recurrent make_lstm(nrnn_engine *engine) {
    auto desc = handles::sized<nrnn_recurrent_desc>();
    desc.cell = NRNN_CELL_LSTM;
    desc.direction = NRNN_DIRECTION_FORWARD;
    desc.bias = NRNN_BIAS_SINGLE;
    desc.input_size = desc.hidden_size = 1;
    return handles::recurrent(handles::created(nrnn_recurrent_create(engine, &desc)));
}

class summing_lstm {
public:
    summing_lstm() : engine_(make_engine()), layer_(make_lstm(engine_.get())) {
        session_.reset(handles::created(nrnn_session_create(engine_.get())));
        size_t floats = 0;
        const std::array<size_t, NRNN_RECURRENT_FORWARD_VIEWS> counts{
            3 * gates, steps * batch, 2 * batch, steps * batch, 2 * batch, 0}; // as nrnn_recurrent_view orders them
        for (size_t i = 0; i < counts.size(); ++i) {
            views_[i] = {nullptr, floats, counts[i]};
            floats += counts[i];
        }
        buffer_.reset(handles::created(nrnn_buffer_create(engine_.get(), floats)));
        for (auto &view : views_)
            view.buffer = view.count > 0 ? buffer_.get() : nullptr;
        open_gates();
    }

    std::vector<float> final_states() {
        handles::check(run());
        const handles::mapped data(buffer_);
        const float *first = data.at(views_[NRNN_RECURRENT_STATE_OUT]); // h [N, 1], then c [N, 1]
        return {first, first + batch};
    }

private:
    void open_gates() {
        const handles::mapped data(buffer_);
        float *parameters = data.at(views_[NRNN_RECURRENT_PARAMETERS]);
        float *bias = parameters + 2 * gates;
        parameters[2] = 1;                // from the input to the candidate; gates are i, f, c~, o
        bias[0] = bias[1] = bias[3] = 10; // sigmoid(10) = 0.99995
        std::copy(inputs.begin(), inputs.end(), data.at(views_[NRNN_RECURRENT_INPUT]));
    }

    nrnn_status run() {
        auto shape = handles::sized<nrnn_recurrent_shape>();
        shape.steps = steps;
        shape.batch = batch;
        shape.lengths = lengths.data();
        shape.weights_version = 1;
        return nrnn_recurrent_forward(session_.get(), layer_.get(), &shape, views_.data(), views_.size());
    }

    handles::engine engine_; // first, so that it goes last
    handles::recurrent layer_;
    handles::session session_;
    handles::buffer buffer_;
    std::array<nrnn_tensor, NRNN_RECURRENT_FORWARD_VIEWS> views_{};
};

bool report(const std::vector<float> &states) {
    bool right = true;
    for (size_t n = 0; n < batch; ++n) {
        double sum = 0;
        for (int32_t t = 0; t < lengths[n]; ++t)
            sum += std::tanh(inputs[static_cast<size_t>(t) * batch + n]);
        std::printf("sequence %zu: h = %.4f after %d steps, tanh of the sum = %.4f\n", n, states[n], lengths[n],
                    std::tanh(sum));
        right &= std::fabs(states[n] - std::tanh(sum)) < 1e-3; // the gates are not quite open
    }
    return right;
}

} // namespace

int main() {
    try {
        if (nrnn_abi_version() != NRNN_ABI_VERSION)
            throw std::runtime_error("the header and the library are of different releases");
        std::printf("NativeRnn %s over oneDNN %s (%s)\n", nrnn_version(), nrnn_onednn_version(), nrnn_cpu_isa());
        return report(summing_lstm().final_states()) ? 0 : 1;
    } catch (const std::exception &failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
}

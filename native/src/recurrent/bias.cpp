#include "recurrent/bias.hpp"

namespace nrnn {
namespace {

// The reset-after GRU keeps the candidate's two biases apart: the input one is gate G - 1, the recurrent one G.
bool keeps_candidate_apart(const recurrent_sizes &s) { return s.bias_gates > s.gates; }

} // namespace

recurrent_bias::recurrent_bias(engine &owner, const recurrent_sizes &sizes, int32_t mode)
    : sizes_(sizes), mode_(mode), memory_(owner) {
    require(mode == NRNN_BIAS_NONE || mode == NRNN_BIAS_SINGLE || mode == NRNN_BIAS_PAIR,
            "nrnn_recurrent_desc.bias is none of the nrnn_bias values");
    if (mode != NRNN_BIAS_SINGLE)
        memory_.reserve_zeroed(sizes.bias() * sizeof(float));
}

size_t recurrent_bias::parameters() const {
    if (mode_ == NRNN_BIAS_NONE)
        return 0;
    return mode_ == NRNN_BIAS_SINGLE ? sizes_.bias() : 2 * sizes_.directions * sizes_.gates * sizes_.hidden;
}

const float *recurrent_bias::composed(session &session, const float *parameters, uint64_t version) {
    if (mode_ == NRNN_BIAS_SINGLE)
        return parameters;
    if (mode_ == NRNN_BIAS_PAIR) {
        std::lock_guard<std::mutex> lock(mutex_);
        if (version == 0 || version != version_ || parameters != source_) {
            float *sums = session.writable(memory_.floats(), sizes_.bias());
            sum_pairs(session.readable(parameters, this->parameters()), sums);
            session.end_host_access(); // before other sessions queue work that reads the sums
            version_ = version;
            source_ = parameters;
        }
    }
    return memory_.floats();
}

void recurrent_bias::sum_pairs(const float *parameters, float *sums) const {
    const size_t width = sizes_.gates * sizes_.hidden;
    const float *recurrent = parameters + sizes_.directions * width;
    const size_t summed = keeps_candidate_apart(sizes_) ? width - sizes_.hidden : width;
    for (size_t d = 0; d < sizes_.directions; ++d) {
        float *target = sums + d * sizes_.bias_gates * sizes_.hidden;
        for (size_t i = 0; i < width; ++i)
            target[i] = parameters[d * width + i] + (i < summed ? recurrent[d * width + i] : 0.0f);
        for (size_t i = summed; i < width; ++i)
            target[sizes_.hidden + i] = recurrent[d * width + i];
    }
}

float *recurrent_bias::gradient_target(session &session, float *parameters_gradient) const {
    if (mode_ == NRNN_BIAS_SINGLE)
        return parameters_gradient;
    float *scratch = session.bias_gradient(sizes_.bias());
    session.fill(scratch, sizes_.bias(), 0);
    return scratch;
}

void recurrent_bias::scatter(session &session, const float *gradient, float *parameters_gradient) const {
    if (mode_ != NRNN_BIAS_PAIR)
        return;
    parameters_gradient = session.writable(parameters_gradient, parameters());
    gradient = session.readable(gradient, sizes_.bias());
    const size_t width = sizes_.gates * sizes_.hidden;
    float *recurrent = parameters_gradient + sizes_.directions * width;
    const size_t summed = keeps_candidate_apart(sizes_) ? width - sizes_.hidden : width;
    for (size_t d = 0; d < sizes_.directions; ++d) {
        const float *source = gradient + d * sizes_.bias_gates * sizes_.hidden;
        for (size_t i = 0; i < width; ++i) {
            parameters_gradient[d * width + i] += source[i];
            recurrent[d * width + i] += source[i < summed ? i : sizes_.hidden + i];
        }
    }
}

} // namespace nrnn

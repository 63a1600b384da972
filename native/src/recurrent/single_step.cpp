#include "recurrent/single_step.hpp"

#include <cstring>

#include "core/weight_gradient.hpp"
#include "recurrent/cell_rows.hpp"

namespace nrnn {
namespace {

using tag = dnnl::memory::format_tag;
using type = dnnl::memory::data_type;
using dims = dnnl::memory::dims;

// Of the plans that a layer has for one shape.
constexpr uint64_t single_step_variant = 7;

dnnl::memory::dim dim(size_t value) { return static_cast<dnnl::memory::dim>(value); }

dnnl::memory::desc matrix(size_t rows, size_t columns, size_t stride) {
    return {dims{dim(rows), dim(columns)}, type::f32, dims{dim(stride), 1}};
}

} // namespace

struct single_step::step_plan final : plan {
    struct prepared_product {
        execution run;
        dnnl::memory::desc weights;
    };
    std::vector<prepared_product> products;
};

single_step::weight_part::weight_part(engine &owner, const columns &chosen)
    : of(chosen), weights(owner, matrix(chosen.rows, chosen.count, chosen.width)) {}

single_step::single_step(engine &owner, int32_t cell, const recurrent_sizes &sizes, uint64_t layer_number)
    : cell_(cell), sizes_(sizes), layer_number_(layer_number) {
    const size_t h = sizes.hidden, o = sizes.outputs(), width = sizes.gates * h;
    const bool resets_before = cell == NRNN_CELL_GRU_RESET_BEFORE;
    parts_.emplace_back(owner, columns{sizes.inputs, width, 0, width, false});
    parts_.emplace_back(owner, columns{o, resets_before ? 2 * h : width, 0, width, cell != NRNN_CELL_GRU_RESET_AFTER});
    if (resets_before)
        parts_.emplace_back(owner, columns{o, h, 2 * h, width, true});
    if (sizes.projected > 0)
        parts_.emplace_back(owner, columns{h, o, 0, o, false});
}

bool single_step::fits(const nrnn_recurrent_shape &shape) const {
    return shape.steps == 1 && shape.training == 0 && sizes_.directions == 1 && !is_quantised(shape);
}

// The input's product brings the bias, that of the state is added to it; the reset-after GRU keeps them apart.
std::unique_ptr<single_step::step_plan> single_step::make_plan(const engine &owner,
                                                               const nrnn_recurrent_shape &shape) const {
    const auto value = shape.precision == NRNN_PRECISION_BF16 ? type::bf16 : type::f32;
    owner.prepare_to_create_primitives();
    auto made = std::make_unique<step_plan>();
    for (const weight_part &part : parts_) {
        const columns &of = part.of;
        const bool has_bias = made->products.empty();
        const dnnl::memory::desc from({dim(shape.batch), dim(of.rows)}, value, tag::ab);
        const dnnl::memory::desc weights({dim(of.rows), dim(of.count)}, value, tag::any);
        const dnnl::memory::desc bias = has_bias ? matrix(1, of.count, of.count) : dnnl::memory::desc();
        const dnnl::memory::desc to = matrix(shape.batch, of.count, of.width);
        const dnnl::matmul::primitive_desc descriptor(owner.onednn(), from, weights, bias, to,
                                                      of.adds ? accumulating() : user_scratchpad());
        step_plan::prepared_product one{execution(descriptor, dnnl::matmul(descriptor)), descriptor.weights_desc()};
        one.run.add_floats(DNNL_ARG_SRC, from, flow::in);
        one.run.add_argument(DNNL_ARG_WEIGHTS, one.weights);
        one.run.add_argument(DNNL_ARG_DST, to);
        if (has_bias)
            one.run.add_argument(DNNL_ARG_BIAS, bias);
        made->products.push_back(std::move(one));
    }
    return made;
}

void single_step::multiply(session &session, const nrnn_recurrent_shape &shape, product which, const float *values,
                           const float *weights, float *sums, const float *bias) {
    auto &plan = session.plans().get<step_plan>(recurrent_plan_key(layer_number_, shape, single_step_variant),
                                                [&] { return make_plan(session.engine(), shape); });
    step_plan::prepared_product &prepared = plan.products[which];
    weight_part &part = *std::next(parts_.begin(), static_cast<std::ptrdiff_t>(which));
    prepared.run.bind(DNNL_ARG_SRC, values);
    prepared.run.bind(DNNL_ARG_WEIGHTS,
                      part.weights.get(session, prepared.weights, weights + part.of.first, shape.weights_version));
    prepared.run.bind(DNNL_ARG_DST, sums + part.of.first);
    if (bias != nullptr)
        prepared.run.bind(DNNL_ARG_BIAS, bias);
    prepared.run.run(session);
}

void single_step::run(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a) {
    const size_t h = sizes_.hidden, width = sizes_.gates * h, state = sizes_.hidden_state(shape.batch);
    auto *sums = static_cast<float *>(session.workspace(2 * width * shape.batch * sizeof(float)));
    float *inner = sums + width * shape.batch;
    const bool is_apart = cell_ == NRNN_CELL_GRU_RESET_AFTER;
    multiply(session, shape, of_input, a.input, a.weights_layer, sums, a.bias);
    multiply(session, shape, of_state, a.state_in, a.weights_iter, is_apart ? inner : sums);
    if (cell_ == NRNN_CELL_LSTM)
        run_lstm(session, shape, a, sums, inner);
    else if (cell_ == NRNN_CELL_GRU_RESET_BEFORE)
        run_gru(session, shape, a, sums, inner);
    else
        for_cell_rows(session, shape.batch, width, [&](size_t row) {
            float *next = a.state_out + row * h;
            if (is_apart)
                lbr_gru_row(all_units(), sums + row * width, inner + row * width, a.bias + width, a.state_in + row * h,
                            next);
            else if (cell_ == NRNN_CELL_RNN_TANH)
                rnn_tanh_row(all_units(), sums + row * width, next);
            else
                rnn_relu_row(all_units(), sums + row * width, next);
        });
    if (shape.precision == NRNN_PRECISION_BF16)
        round_to_bf16(session, a.state_out, state, a.state_out); // as the primitives leave what they compute in it
    std::memcpy(a.output, a.state_out, state * sizeof(float));
}

void single_step::run_lstm(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a,
                           const float *sums, float *units) {
    const size_t h = sizes_.hidden, width = sizes_.gates * h, state = sizes_.hidden_state(shape.batch);
    const float *peephole = sizes_.peepholes > 0 ? a.peephole : nullptr;
    float *hidden = sizes_.projected > 0 ? units : a.state_out;
    for_cell_rows(session, shape.batch, width, [&](size_t row) {
        lstm_row(all_units(), sums + row * width, peephole, a.state_in + state + row * h, hidden + row * h,
                 a.state_out + state + row * h);
    });
    if (sizes_.projected > 0)
        multiply(session, shape, of_inner, units, a.projection, a.state_out);
}

void single_step::run_gru(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a,
                          float *sums, float *reset) {
    const size_t h = sizes_.hidden, width = sizes_.gates * h;
    for_cell_rows(session, shape.batch, width, [&](size_t row) {
        gru_gates_row(all_units(), sums + row * width, a.state_in + row * h, reset + row * h);
    });
    multiply(session, shape, of_inner, reset, a.weights_iter, sums);
    for_cell_rows(session, shape.batch, width, [&](size_t row) {
        gru_candidate_row(all_units(), sums + row * width, a.state_in + row * h, a.state_out + row * h);
    });
}

} // namespace nrnn

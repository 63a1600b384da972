#include "recurrent/single_step.hpp"

#include <cstring>

#include "ops/shape.hpp"
#include "recurrent/step_kernels.hpp"

namespace nrnn {
namespace {

using tag = dnnl::memory::format_tag;
using type = dnnl::memory::data_type;
using dims = dnnl::memory::dims;

// Of the plans that a layer has for one shape.
constexpr uint64_t single_step_variant = 7;

// An activation takes as long as moving several floats.
constexpr size_t width_factor = 4;

dnnl::memory::dim dim(size_t value) { return static_cast<dnnl::memory::dim>(value); }

dnnl::memory::desc matrix(size_t rows, size_t columns, size_t stride) {
    return {dims{dim(rows), dim(columns)}, type::f32, dims{dim(stride), 1}};
}

// In place, as the primitives leave what they compute in bf16.
void round_to_bf16(session &session, float *values, size_t count) {
    auto *rounded = static_cast<uint16_t *>(session.converted(count * sizeof(uint16_t)));
    floats_to_bf16(session, values, count, rounded);
    bf16_to_floats(session, rounded, count, values);
}

dnnl::primitive_attr accumulating() {
    dnnl::post_ops accumulate;
    accumulate.append_sum(1.0f);
    auto attributes = user_scratchpad();
    attributes.set_post_ops(accumulate);
    return attributes;
}

} // namespace

struct single_step::step_plan final : plan {
    struct prepared_product {
        execution run;
        dnnl::memory::desc weights;
    };
    std::vector<prepared_product> products;
};

single_step::weight_part::weight_part(engine &owner, const recurrent_sizes &sizes, size_t row_count, size_t first_gate,
                                      size_t gate_count)
    : rows(row_count), first(first_gate), count(gate_count),
      weights(owner, matrix(row_count, gate_count * sizes.hidden, sizes.gates * sizes.hidden)) {}

single_step::single_step(engine &owner, int32_t cell, const recurrent_sizes &sizes, uint64_t layer_number)
    : cell_(cell), sizes_(sizes), layer_number_(layer_number) {
    parts_.emplace_back(owner, sizes, sizes.inputs, 0, sizes.gates);
    const bool splits = cell == NRNN_CELL_GRU_RESET_BEFORE;
    parts_.emplace_back(owner, sizes, sizes.hidden, 0, splits ? 2 : sizes.gates);
    if (splits)
        parts_.emplace_back(owner, sizes, sizes.hidden, 2, 1);
}

bool single_step::fits(const nrnn_recurrent_shape &shape) const {
    return shape.steps == 1 && shape.training == 0 && sizes_.directions == 1 && !is_quantised(shape);
}

// The input's product brings the bias, those of the state are added to it; the reset-after GRU keeps them apart.
std::unique_ptr<single_step::step_plan> single_step::make_plan(const engine &owner,
                                                               const nrnn_recurrent_shape &shape) const {
    const auto value = shape.precision == NRNN_PRECISION_BF16 ? type::bf16 : type::f32;
    const size_t width = sizes_.gates * sizes_.hidden;
    owner.prepare_to_create_primitives();
    auto made = std::make_unique<step_plan>();
    for (const weight_part &part : parts_) {
        const bool is_first = made->products.empty();
        const size_t columns = part.count * sizes_.hidden;
        const dnnl::memory::desc from({dim(shape.batch), dim(part.rows)}, value, tag::ab);
        const dnnl::memory::desc weights({dim(part.rows), dim(columns)}, value, tag::any);
        const dnnl::memory::desc bias = is_first ? matrix(1, columns, columns) : dnnl::memory::desc();
        const dnnl::memory::desc to = matrix(shape.batch, columns, width);
        const bool adds = !is_first && cell_ != NRNN_CELL_GRU_RESET_AFTER;
        const dnnl::matmul::primitive_desc descriptor(owner.onednn(), from, weights, bias, to,
                                                      adds ? accumulating() : user_scratchpad());
        step_plan::prepared_product one{execution(descriptor, dnnl::matmul(descriptor)), descriptor.weights_desc()};
        one.run.add_floats(DNNL_ARG_SRC, from, flow::in);
        one.run.add_argument(DNNL_ARG_WEIGHTS, one.weights);
        one.run.add_argument(DNNL_ARG_DST, to);
        if (is_first)
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
    const size_t column = part.first * sizes_.hidden;
    prepared.run.bind(DNNL_ARG_SRC, values);
    prepared.run.bind(DNNL_ARG_WEIGHTS,
                      part.weights.get(session, prepared.weights, weights + column, shape.weights_version));
    prepared.run.bind(DNNL_ARG_DST, sums + column);
    if (bias != nullptr)
        prepared.run.bind(DNNL_ARG_BIAS, bias);
    prepared.run.run(session);
}

void single_step::run(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a) {
    const size_t width = sizes_.gates * sizes_.hidden, part = sizes_.state(shape.batch);
    auto *sums = static_cast<float *>(session.workspace(2 * width * shape.batch * sizeof(float)));
    float *recurrent = sums + width * shape.batch; // or the state behind the reset gate
    multiply(session, shape, of_input, a.input, a.weights_layer, sums, a.bias);
    multiply(session, shape, of_state, a.state_in, a.weights_iter,
             cell_ == NRNN_CELL_GRU_RESET_AFTER ? recurrent : sums);
    if (cell_ == NRNN_CELL_GRU_RESET_BEFORE)
        run_gru(session, shape, a, sums, recurrent);
    else
        session.for_blocks(shape.batch, rows_per_block(width_factor * width), [&](size_t begin, size_t end) {
            for (size_t row = begin; row < end; ++row)
                run_row(a, shape.batch, row, sums + row * width, recurrent + row * width);
        });
    if (shape.precision == NRNN_PRECISION_BF16)
        round_to_bf16(session, a.state_out, part);
    std::memcpy(a.output, a.state_out, part * sizeof(float));
}

void single_step::run_row(const recurrent_arguments &a, size_t batch, size_t row, const float *sums,
                          const float *recurrent) const {
    const size_t h = sizes_.hidden, part = sizes_.state(batch);
    const float *state = a.state_in + row * h;
    float *next = a.state_out + row * h;
    if (cell_ == NRNN_CELL_LSTM)
        lstm_row(sums, state + part, h, next, next + part);
    else if (cell_ == NRNN_CELL_GRU_RESET_AFTER)
        lbr_gru_row(sums, recurrent, a.bias + sizes_.gates * h, state, h, next);
    else if (cell_ == NRNN_CELL_RNN_TANH)
        rnn_tanh_row(sums, h, next);
    else
        rnn_relu_row(sums, h, next);
}

void single_step::run_gru(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a,
                          float *sums, float *reset) {
    const size_t h = sizes_.hidden, width = sizes_.gates * h, grain = rows_per_block(width_factor * width);
    session.for_blocks(shape.batch, grain, [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row)
            gru_gates_row(sums + row * width, a.state_in + row * h, h, reset + row * h);
    });
    multiply(session, shape, of_reset_state, reset, a.weights_iter, sums);
    session.for_blocks(shape.batch, grain, [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row)
            gru_candidate_row(sums + row * width, a.state_in + row * h, h, a.state_out + row * h);
    });
}

} // namespace nrnn

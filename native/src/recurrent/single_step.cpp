#include "recurrent/single_step.hpp"

#include <cstring>

#include "ops/shape.hpp"
#include "recurrent/step_kernels.hpp"

namespace nrnn {
namespace {

using type = dnnl::memory::data_type;
using dims = dnnl::memory::dims;

// Of the plans that a layer has for one shape.
constexpr uint64_t single_step_variant = 7;

dnnl::memory::dim dim(size_t value) { return static_cast<dnnl::memory::dim>(value); }

dnnl::memory::desc matrix(size_t rows, size_t columns, size_t stride) {
    return {dims{dim(rows), dim(columns)}, type::f32, dims{dim(stride), 1}};
}

size_t sums_width(const recurrent_sizes &s) { return s.bias_gates * s.hidden; }

// In place, as the primitives leave what they compute in bf16.
void round_to_bf16(session &session, float *values, size_t count) {
    auto *rounded = static_cast<uint16_t *>(session.converted(count * sizeof(uint16_t)));
    floats_to_bf16(session, values, count, rounded);
    bf16_to_floats(session, rounded, count, values);
}

} // namespace

// A product of rows with each part of the weights.
struct single_step::step_plan final : plan {
    struct product {
        execution run;
        dnnl::memory::desc weights;
    };
    std::vector<product> products;
};

single_step::product_part::product_part(engine &owner, const product_columns &of)
    : columns(of), weights(owner, matrix(of.rows, of.count, of.width)) {}

single_step::single_step(engine &owner, int32_t cell, const recurrent_sizes &sizes, uint64_t layer_number)
    : cell_(cell), sizes_(sizes), layer_number_(layer_number) {
    const size_t c = sizes.inputs, o = sizes.outputs(), g = sizes.gates;
    if (cell == NRNN_CELL_GRU_RESET_AFTER) { // the candidate's recurrent part apart, before its input part
        add_gate_part(owner, c, 0, 2, 0);
        add_gate_part(owner, c, 2, 1, 3);
    } else {
        add_gate_part(owner, c, 0, g, 0);
    }
    layer_parts_ = parts_.size();
    if (cell == NRNN_CELL_GRU_RESET_BEFORE) { // the candidate's product waits for the reset gate
        add_gate_part(owner, o, 0, 2, 0);
        add_gate_part(owner, o, 2, 1, 2);
    } else {
        add_gate_part(owner, o, 0, g, 0);
    }
    if (sizes.projected > 0)
        parts_.emplace_back(owner, product_columns{sizes.hidden, o, 0, o, 0, o});
}

void single_step::add_gate_part(engine &owner, size_t rows, size_t first, size_t count, size_t target) {
    const size_t h = sizes_.hidden;
    parts_.emplace_back(owner,
                        product_columns{rows, count * h, first * h, sizes_.gates * h, target * h, sums_width(sizes_)});
}

bool single_step::fits(const nrnn_recurrent_shape &shape) const {
    return shape.steps == 1 && shape.training == 0 && sizes_.directions == 1 && !is_quantised(shape);
}

single_step::step_plan &single_step::plan_for(session &session, const nrnn_recurrent_shape &shape) {
    return session.plans().get<step_plan>(recurrent_plan_key(layer_number_, shape, single_step_variant), [&] {
        const auto value = shape.precision == NRNN_PRECISION_BF16 ? type::bf16 : type::f32;
        dnnl::post_ops accumulate;
        accumulate.append_sum(1.0f);
        auto attributes = user_scratchpad();
        attributes.set_post_ops(accumulate);
        session.engine().prepare_to_create_primitives();
        auto made = std::make_unique<step_plan>();
        for (const product_part &part : parts_) {
            const product_columns &columns = part.columns;
            const dims rows{dim(shape.batch), dim(columns.rows)}, weights{dim(columns.rows), dim(columns.count)};
            const dnnl::memory::desc from(rows, value, dnnl::memory::format_tag::ab);
            const auto to = matrix(shape.batch, columns.count, columns.target_width);
            const dnnl::matmul::primitive_desc descriptor(
                session.engine().onednn(), from, {weights, value, dnnl::memory::format_tag::any}, to, attributes);
            step_plan::product product{execution(descriptor, dnnl::matmul(descriptor)), descriptor.weights_desc()};
            product.run.add_floats(DNNL_ARG_SRC, from, flow::in);
            product.run.add_argument(DNNL_ARG_WEIGHTS, product.weights);
            product.run.add_argument(DNNL_ARG_DST, to);
            made->products.push_back(std::move(product));
        }
        return made;
    });
}

void single_step::add_products(session &session, const nrnn_recurrent_shape &shape, size_t index, const float *values,
                               const float *weights, float *sums) {
    step_plan::product &product = plan_for(session, shape).products[index];
    product_part &part = *std::next(parts_.begin(), static_cast<std::ptrdiff_t>(index));
    const float *plain = weights + part.columns.first;
    product.run.bind(DNNL_ARG_SRC, values);
    product.run.bind(DNNL_ARG_WEIGHTS, part.weights.get(session, product.weights, plain, shape.weights_version));
    product.run.bind(DNNL_ARG_DST, sums + part.columns.first_target);
    product.run.run(session);
}

// Every row begins with the bias. oneDNN keeps the candidate's recurrent bias last, the sums its recurrent part third.
void single_step::fill_biases(session &session, size_t batch, const float *bias, float *sums) const {
    const size_t width = sums_width(sizes_), h = sizes_.hidden;
    session.for_blocks(batch, rows_per_block(width), [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row) {
            float *to = sums + row * width;
            std::memcpy(to, bias, width * sizeof(float));
            if (cell_ == NRNN_CELL_GRU_RESET_AFTER) {
                std::memcpy(to + 2 * h, bias + 3 * h, h * sizeof(float));
                std::memcpy(to + 3 * h, bias + 2 * h, h * sizeof(float));
            }
        }
    });
}

void single_step::run(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a) {
    const size_t h = sizes_.hidden, width = sums_width(sizes_), part = sizes_.hidden_state(shape.batch);
    auto *sums = static_cast<float *>(session.workspace((width + h) * shape.batch * sizeof(float)));
    fill_biases(session, shape.batch, a.bias, sums);
    for (size_t i = 0; i < layer_parts_; ++i)
        add_products(session, shape, i, a.input, a.weights_layer, sums);
    add_products(session, shape, layer_parts_, a.state_in, a.weights_iter, sums);
    if (cell_ == NRNN_CELL_GRU_RESET_BEFORE)
        run_gru(session, shape, a, sums);
    else if (cell_ == NRNN_CELL_LSTM)
        run_lstm(session, shape, a, sums);
    else
        session.for_blocks(shape.batch, rows_per_block(4 * width), [&](size_t begin, size_t end) {
            for (size_t row = begin; row < end; ++row) {
                const float *of_row = sums + row * width, *state = a.state_in + row * h;
                float *next = a.state_out + row * h;
                if (cell_ == NRNN_CELL_GRU_RESET_AFTER)
                    lbr_gru_row(of_row, state, h, next);
                else if (cell_ == NRNN_CELL_RNN_TANH)
                    rnn_tanh_row(of_row, h, next);
                else
                    rnn_relu_row(of_row, h, next);
            }
        });
    if (shape.precision == NRNN_PRECISION_BF16)
        round_to_bf16(session, a.state_out, part);
    if (a.output != a.state_out)
        std::memcpy(a.output, a.state_out, part * sizeof(float));
}

void single_step::run_lstm(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a,
                           float *sums) {
    const size_t h = sizes_.hidden, width = sums_width(sizes_), part = sizes_.hidden_state(shape.batch);
    const float *peephole = sizes_.peepholes > 0 ? a.peephole : nullptr;
    float *units = sizes_.projected > 0 ? sums + shape.batch * width : a.state_out;
    session.for_blocks(shape.batch, rows_per_block(4 * width), [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row)
            lstm_row(sums + row * width, peephole, a.state_in + part + row * h, h, units + row * h,
                     a.state_out + part + row * h);
    });
    if (sizes_.projected == 0)
        return;
    std::memset(a.state_out, 0, part * sizeof(float));
    add_products(session, shape, layer_parts_ + 1, units, a.projection, a.state_out);
}

void single_step::run_gru(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a,
                          float *sums) {
    const size_t h = sizes_.hidden, width = sums_width(sizes_), grain = rows_per_block(4 * width);
    float *reset = sums + shape.batch * width;
    session.for_blocks(shape.batch, grain, [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row)
            gru_gates_row(sums + row * width, a.state_in + row * h, h, reset + row * h);
    });
    add_products(session, shape, layer_parts_ + 1, reset, a.weights_iter, sums);
    session.for_blocks(shape.batch, grain, [&](size_t begin, size_t end) {
        for (size_t row = begin; row < end; ++row)
            gru_candidate_row(sums + row * width, a.state_in + row * h, h, a.state_out + row * h);
    });
}

} // namespace nrnn

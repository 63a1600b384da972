#include "recurrent/row_steps.hpp"

#include <algorithm>
#include <cstring>

#include "core/conversion.hpp"
#include "recurrent/row_bytes.hpp"

namespace nrnn {
namespace {

// Below this a block's product takes no longer than handing it to another thread: 256 KiB are read in 2 microseconds.
constexpr size_t least_block_bytes = size_t{256} << 10;

bool is_textbook_gru(int32_t cell) { return cell == NRNN_CELL_GRU_RESET_BEFORE; }

row_panels::part state_part(int32_t cell, const recurrent_sizes &sizes) {
    return {sizes.outputs(), sizes.gates, 0, is_textbook_gru(cell) ? 2 : sizes.gates, sizes.hidden};
}

row_panels::part inner_part(const recurrent_sizes &sizes) {
    if (sizes.projected > 0)
        return {sizes.hidden, 1, 0, 1, sizes.projected};
    return {sizes.outputs(), sizes.gates, sizes.gates - 1, 1, sizes.hidden};
}

// The gates of some units begin with their bias, or 0; whole panels of sums, so that none of them is undefined.
void begin_sums(const row_units &units, size_t gates, const float *bias, float *sums) {
    for (size_t g = 0; g < gates; ++g) {
        float *gate = sums + g * units.stride;
        if (bias != nullptr)
            std::memcpy(gate + units.begin, bias + g * units.hidden + units.begin,
                        (units.end - units.begin) * sizeof(float));
        const size_t defined = bias != nullptr ? units.end : units.begin;
        const size_t end = units.end < units.hidden ? units.end : units.stride;
        std::fill(gate + defined, gate + end, 0.0f);
    }
}

} // namespace

// What a step reads and writes.
struct row_steps::step {
    row_panels::view of_input, of_state, of_inner;
    const float *bias;
    const float *peephole;
    int32_t precision;
    quantisation with; // int8 only
    const void *input_row;
    const void *hidden_row;
    const float *input_product; // [G, H], the bias included, where it is known
    float *input;               // [C]: a row as its product takes it, and zeros behind it as behind the next three
    float *hidden;              // [O]: the same
    float *inner_row;           // [H]: the same of `units`
    float *units;               // [H]: r * h of the textbook GRU, or what an LSTM projects
    float *sums;                // [G, stride]
    float *inner;               // the same
    float *state;               // h, and c behind it: before the step and after it

    // A row as its product takes it, itself or in `to`.
    const void *converted(session &session, const float *from, size_t count, float *to) const {
        if (precision == NRNN_PRECISION_F32)
            return from;
        if (precision == NRNN_PRECISION_BF16) {
            round_to_bf16(session, from, count, to);
            to[count] = 0;
        } else {
            auto *bytes = reinterpret_cast<uint8_t *>(to);
            floats_to_u8(session, from, count, with, bytes);
            std::memset(bytes + count, 0, bytes_per_line - 1);
        }
        return to;
    }
    void take_input(session &session, const float *from, size_t count) {
        input_row = converted(session, from, count, input);
    }
    // What a product reads while parts of the state are written.
    void take_hidden(session &session, size_t count) {
        hidden_row = converted(session, state, count, hidden);
        if (hidden_row == state)
            hidden_row = std::memcpy(hidden, state, count * sizeof(float));
    }
    // As the primitives leave what they compute in bf16.
    void round(session &session, const row_units &range, float *values) const {
        if (precision == NRNN_PRECISION_BF16)
            round_to_bf16(session, values + range.begin, range.end - range.begin, values + range.begin);
    }
};

row_steps::row_steps(engine &owner, const nrnn_recurrent_desc &desc, const recurrent_sizes &sizes)
    : cell_(desc.cell), is_reversed_(desc.direction == NRNN_DIRECTION_REVERSE), sizes_(sizes),
      stride_(row_panels::padded(sizes.hidden)),
      of_input_(owner, {sizes.inputs, sizes.gates, 0, sizes.gates, sizes.hidden}),
      of_state_(owner, state_part(desc.cell, sizes)),
      of_inner_(owner, inner_part(sizes)), tokens_{token_products(owner.events()), token_products(owner.events()),
                                                   token_products(owner.events())} {}

bool row_steps::fits(const nrnn_recurrent_shape &shape) const {
    return shape.batch == 1 && shape.training == 0 && sizes_.directions == 1 && row_panels::has(shape.precision);
}

row_steps::step row_steps::prepare(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a) {
    step now{};
    divide(session, now);
    now.precision = shape.precision;
    now.with = {shape.value_scale, shape.value_shift};
    const auto panels = [&](row_panels &of, const float *values) {
        return of.get(session, {values, a.weights_version, shape.precision, a.weight_scales, now.with});
    };
    now.of_input = panels(of_input_, a.weights_layer);
    now.of_state = panels(of_state_, a.weights_iter);
    if (sizes_.projected > 0)
        now.of_inner = panels(of_inner_, a.projection);
    else if (is_textbook_gru(cell_))
        now.of_inner = panels(of_inner_, a.weights_iter);
    now.bias = a.bias;
    now.peephole = sizes_.peepholes > 0 ? a.peephole : nullptr;
    now.state = a.state_out;
    return now;
}

void row_steps::divide(session &session, step &now) const {
    const size_t sums = sizes_.gates * stride_, inner = std::max(sums, row_panels::padded(sizes_.projected));
    const size_t input = sizes_.inputs + 1, hidden = sizes_.outputs() + 1, units = sizes_.hidden + 1;
    const size_t floats = sums + inner + input + hidden + 2 * units;
    now.sums = static_cast<float *>(session.workspace(floats * sizeof(float)));
    now.inner = now.sums + sums;
    now.input = now.inner + inner;
    now.hidden = now.input + input;
    now.inner_row = now.hidden + hidden;
    now.units = now.inner_row + units;
}

void row_steps::run(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a) {
    step now = prepare(session, shape, a);
    token_products *tokens = tokens_for(shape, a);
    if (a.state_in != a.state_out)
        std::memcpy(a.state_out, a.state_in, sizes_.state(1) * sizeof(float));
    for (size_t i = 0; i < shape.steps; ++i) {
        const size_t t = is_reversed_ ? shape.steps - 1 - i : i;
        const size_t row = a.input_ids != nullptr ? static_cast<size_t>(a.input_ids[t]) : t;
        now.input_product = tokens != nullptr ? product_of(session, now, a, row, *tokens) : nullptr;
        if (now.input_product == nullptr)
            now.take_input(session, a.input + row * sizes_.inputs, sizes_.inputs);
        now.take_hidden(session, sizes_.outputs());
        run_step(session, now);
        std::memcpy(a.output + t * sizes_.outputs(), now.state, sizes_.outputs() * sizeof(float));
    }
}

// Null where products are not kept.
token_products *row_steps::tokens_for(const nrnn_recurrent_shape &shape, const recurrent_arguments &a) {
    token_products &tokens = tokens_[static_cast<size_t>(shape.precision)];
    const token_products::operands of{
        a.input,           a.weights_layer,
        a.weights_version, is_quantised(shape) ? quantisation{shape.value_scale, shape.value_shift}.bits() : 0,
        a.input_classes,   sizes_.gates * sizes_.hidden};
    return a.input_ids != nullptr && tokens.begin(of) ? &tokens : nullptr;
}

// Of row `id` of the table, with the bias, [G, H]; null where there is no room to keep it.
const float *row_steps::product_of(session &session, step &now, const recurrent_arguments &a, size_t id,
                                   token_products &tokens) const {
    return tokens.get(id, [&](float *to) {
        const row_units all = units_of(now.of_input, 0, now.of_input.panels());
        now.take_input(session, a.input + id * sizes_.inputs, sizes_.inputs);
        begin_sums(all, sizes_.gates, now.bias, now.sums);
        now.of_input.multiply(now.input_row, 0, now.of_input.panels(), now.sums, all.stride);
        for (size_t g = 0; g < sizes_.gates; ++g)
            std::memcpy(to + g * all.hidden, now.sums + g * all.stride, all.hidden * sizeof(float));
    });
}

void row_steps::run_step(session &session, const step &now) {
    switch (cell_) {
    case NRNN_CELL_LSTM:
        return run_lstm(session, now);
    case NRNN_CELL_GRU_RESET_BEFORE:
        return run_gru(session, now);
    case NRNN_CELL_GRU_RESET_AFTER:
        return run_lbr_gru(session, now);
    default:
        return run_rnn(session, now);
    }
}

// Panels of a block: a block for each thread, but none that is not worth it.
size_t row_steps::grain_of(const session &session, const row_panels::view &panels) const {
    const size_t worthwhile = std::max<size_t>(1, panels.panels() * panels.panel_bytes() / least_block_bytes);
    const size_t blocks = std::min(worthwhile, static_cast<size_t>(session.engine().threads()));
    return (panels.panels() + blocks - 1) / blocks;
}

row_units row_steps::units_of(const row_panels::view &panels, size_t begin, size_t end) const {
    return {panels.of.units, row_panels::padded(panels.of.units), begin * panels.panel_units,
            std::min(end * panels.panel_units, panels.of.units)};
}

template <class Units>
void row_steps::for_units(session &session, const row_panels::view &panels, Units &&units) const {
    session.for_blocks(panels.panels(), grain_of(session, panels),
                       [&](size_t begin, size_t end) { units(units_of(panels, begin, end), begin, end); });
}

void row_steps::add_products(const step &now, const row_units &units, size_t begin, size_t end,
                             float *state_sums) const {
    begin_sums(units, sizes_.gates, now.input_product != nullptr ? now.input_product : now.bias, now.sums);
    if (now.input_product == nullptr)
        now.of_input.multiply(now.input_row, begin, end, now.sums, units.stride);
    now.of_state.multiply(now.hidden_row, begin, end, state_sums, units.stride);
}

void row_steps::run_rnn(session &session, const step &now) {
    for_units(session, now.of_state, [&](const row_units &units, size_t begin, size_t end) {
        add_products(now, units, begin, end, now.sums);
        if (cell_ == NRNN_CELL_RNN_TANH)
            rnn_tanh_row(units, now.sums, now.state);
        else
            rnn_relu_row(units, now.sums, now.state);
        now.round(session, units, now.state);
    });
}

void row_steps::run_lbr_gru(session &session, const step &now) {
    for_units(session, now.of_state, [&](const row_units &units, size_t begin, size_t end) {
        begin_sums(units, sizes_.gates, nullptr, now.inner);
        add_products(now, units, begin, end, now.inner);
        lbr_gru_row(units, now.sums, now.inner, now.bias + sizes_.gates * sizes_.hidden, now.state, now.state);
        now.round(session, units, now.state);
    });
}

void row_steps::run_gru(session &session, const step &now) {
    for_units(session, now.of_state, [&](const row_units &units, size_t begin, size_t end) {
        add_products(now, units, begin, end, now.sums);
        gru_gates_row(units, now.sums, now.state, now.units);
    });
    const void *reset = now.converted(session, now.units, sizes_.hidden, now.inner_row);
    for_units(session, now.of_inner, [&](const row_units &units, size_t begin, size_t end) {
        now.of_inner.multiply(reset, begin, end, now.sums + 2 * stride_, units.stride);
        gru_candidate_row(units, now.sums, now.state, now.state);
        now.round(session, units, now.state);
    });
}

void row_steps::run_lstm(session &session, const step &now) {
    float *cell = now.state + sizes_.outputs();
    float *hidden = sizes_.projected > 0 ? now.units : now.state;
    for_units(session, now.of_state, [&](const row_units &units, size_t begin, size_t end) {
        add_products(now, units, begin, end, now.sums);
        lstm_row(units, now.sums, now.peephole, cell, hidden, cell);
        now.round(session, units, hidden);
    });
    if (sizes_.projected == 0)
        return;
    for_units(session, now.of_inner, [&](const row_units &units, size_t begin, size_t end) {
        begin_sums(units, 1, nullptr, now.inner);
        now.of_inner.multiply(now.units, begin, end, now.inner, units.stride);
        std::memcpy(now.state + units.begin, now.inner + units.begin, (units.end - units.begin) * sizeof(float));
    });
}

} // namespace nrnn

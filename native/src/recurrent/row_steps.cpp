#include "recurrent/row_steps.hpp"

#include <algorithm>
#include <cstring>

#include "core/conversion.hpp"

namespace nrnn {
namespace {

// Below this a block's product takes no longer than handing it to another thread: 256 KiB are read in 2 microseconds.
constexpr size_t least_block_bytes = size_t{128} << 10;

bool is_textbook_gru(int32_t cell) { return cell == NRNN_CELL_GRU_RESET_BEFORE; }

row_panels::columns state_columns(int32_t cell, const recurrent_sizes &sizes) {
    return {sizes.outputs(), sizes.gates, 0, is_textbook_gru(cell) ? 2 : sizes.gates, sizes.hidden};
}

row_panels::columns inner_columns(const recurrent_sizes &sizes) {
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

// What a step reads and writes; rows that products read are rounded where they are bf16.
struct row_steps::step {
    row_panels::view of_input, of_state, of_inner;
    const float *bias;
    const float *peephole;
    bool is_bf16;
    const float *input; // [C]
    float *rounded;     // [C], and a 0 behind it as behind the next two
    float *hidden;      // [O]
    float *units;       // [H]: r * h of the textbook GRU, or what an LSTM projects
    float *sums;        // [G, stride]
    float *inner;       // the same
    float *state;       // h, and c behind it: before the step and after it

    void begin(session &session, const float *from, const recurrent_sizes &sizes) {
        input = is_bf16 ? rounded : from;
        if (is_bf16)
            round_to_bf16(session, from, sizes.inputs, rounded);
        std::memcpy(hidden, state, sizes.outputs() * sizeof(float)); // all of it is read while parts are written
        round(session, {0, 0, 0, sizes.outputs()}, hidden);
    }
    void round(session &session, const row_units &range, float *values) const {
        if (is_bf16)
            round_to_bf16(session, values + range.begin, range.end - range.begin, values + range.begin);
    }
};

row_steps::row_steps(engine &owner, const nrnn_recurrent_desc &desc, const recurrent_sizes &sizes)
    : cell_(desc.cell), is_reversed_(desc.direction == NRNN_DIRECTION_REVERSE), sizes_(sizes),
      stride_(row_panels::padded(sizes.hidden)),
      of_input_(owner, {sizes.inputs, sizes.gates, 0, sizes.gates, sizes.hidden}),
      of_state_(owner, state_columns(desc.cell, sizes)), of_inner_(owner, inner_columns(sizes)) {}

bool row_steps::fits(const nrnn_recurrent_shape &shape) const {
    return shape.batch == 1 && shape.training == 0 && sizes_.directions == 1 && !is_quantised(shape);
}

row_steps::step row_steps::prepare(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a) {
    const size_t sums = sizes_.gates * stride_;
    const size_t inner = std::max(sums, row_panels::padded(sizes_.projected));
    const size_t rows[] = {sizes_.inputs + 1, sizes_.outputs() + 1, sizes_.hidden + 1};
    step now{};
    now.sums = static_cast<float *>(session.workspace((sums + inner + rows[0] + rows[1] + rows[2]) * sizeof(float)));
    now.inner = now.sums + sums;
    now.rounded = now.inner + inner;
    now.hidden = now.rounded + rows[0];
    now.units = now.hidden + rows[1];
    now.rounded[rows[0] - 1] = now.hidden[rows[1] - 1] = now.units[rows[2] - 1] = 0;
    now.of_input = of_input_.get(session, a.weights_layer, a.weights_version, shape.precision);
    now.of_state = of_state_.get(session, a.weights_iter, a.weights_version, shape.precision);
    if (sizes_.projected > 0)
        now.of_inner = of_inner_.get(session, a.projection, a.weights_version, shape.precision);
    else if (is_textbook_gru(cell_))
        now.of_inner = of_inner_.get(session, a.weights_iter, a.weights_version, shape.precision);
    now.bias = a.bias;
    now.peephole = sizes_.peepholes > 0 ? a.peephole : nullptr;
    now.is_bf16 = shape.precision == NRNN_PRECISION_BF16;
    now.state = a.state_out;
    return now;
}

void row_steps::run(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &a) {
    step now = prepare(session, shape, a);
    if (a.state_in != a.state_out)
        std::memcpy(a.state_out, a.state_in, sizes_.state(1) * sizeof(float));
    for (size_t i = 0; i < shape.steps; ++i) {
        const size_t t = is_reversed_ ? shape.steps - 1 - i : i;
        now.begin(session, a.input + t * sizes_.inputs, sizes_);
        run_step(session, now);
        std::memcpy(a.output + t * sizes_.outputs(), now.state, sizes_.outputs() * sizeof(float));
    }
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
    const size_t worthwhile = std::max<size_t>(1, panels.panels() * panels.panel_bytes / least_block_bytes);
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
    begin_sums(units, sizes_.gates, now.bias, now.sums);
    now.of_input.multiply(now.input, begin, end, now.sums, units.stride);
    now.of_state.multiply(now.hidden, begin, end, state_sums, units.stride);
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
        now.round(session, units, now.units);
    });
    for_units(session, now.of_inner, [&](const row_units &units, size_t begin, size_t end) {
        now.of_inner.multiply(now.units, begin, end, now.sums + 2 * stride_, units.stride);
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

#include "recurrent/composed_direction.hpp"

#include <algorithm>

#include "core/conversion.hpp"
#include "ops/column_sums.hpp"
#include "recurrent/cell_rows.hpp"

namespace nrnn {
namespace {

// Units that one walk over all tokens sums.
constexpr size_t summed_units = 64;

// totals += gradients * cells.
NRNN_MULTIVERSION void add_products(const bf16 *gradients, const float *cells, size_t count, double *totals) {
    for (size_t i = 0; i < count; ++i)
        totals[i] += float_of_bf16(gradients[i]) * cells[i];
}

// Products over all tokens may read more of them than there are.
void clear_behind(const composed_steps &steps, size_t width, bf16 *values) {
    std::fill(values + steps.tokens() * width, values + steps.product_tokens() * width, bf16{0});
}

} // namespace

// What a pass reads, and the products of its steps at their present number of rows.
struct composed_direction::pass {
    const composed_steps &steps;
    const composed_tensors &tensors;
    const kept_values kept;
    const float *peephole;
    const float *candidate_bias;
    const composed_products::parameters parameters;
    std::array<composed_products::ready, 2> products;
    size_t rows;

    const float *cell_before(size_t step, size_t hidden) const {
        return step == 0 ? tensors.cell : kept.cells + steps.token(step - 1) * hidden;
    }
};

composed_direction::kept_values composed_direction::kept(const composed_steps &steps, float *memory) const {
    memory_parts parts(memory);
    const size_t area = steps.product_tokens() * one_.hidden;
    kept_values k{};
    k.gates = parts.halves(one_.gates * area);
    k.states = parts.halves(area);
    k.units = parts.halves(cell_.keeps_units ? area : 0);
    k.cells = parts.floats(one_.states == 2 ? area : 0);
    k.count = parts.count();
    return k;
}

composed_direction::forward_scratch composed_direction::divide_forward(const composed_steps &steps,
                                                                       float *memory) const {
    memory_parts parts(memory);
    forward_scratch s{};
    s.input = parts.halves(steps.product_tokens() * one_.inputs);
    s.sums = parts.floats(steps.product_tokens() * width());
    s.recurrent = parts.floats(cell_.is_apart ? steps.rows() * width() : 0);
    s.count = parts.count();
    return s;
}

composed_direction::backward_scratch composed_direction::divide_backward(const composed_steps &steps,
                                                                         float *memory) const {
    memory_parts parts(memory);
    backward_scratch s{};
    s.sums = parts.halves(steps.product_tokens() * width());
    s.recurrent = cell_.is_apart ? parts.halves(steps.product_tokens() * width()) : s.sums;
    s.reset = parts.floats(cell_.parts == 2 ? steps.rows() * one_.hidden : 0);
    s.count = parts.count();
    return s;
}

size_t composed_direction::scratch_count(const composed_steps &steps) const {
    return std::max(divide_forward(steps, nullptr).count, divide_backward(steps, nullptr).count);
}

void composed_direction::prepare_steps(session &session, pass &p, composed_product which, size_t rows) {
    if (p.rows == rows)
        return;
    for (size_t part = 0; part < cell_.parts; ++part)
        p.products[part] = products_.prepare(session, p.parameters, which, rows, part);
    p.rows = rows;
}

void composed_direction::forward(session &session, const composed_steps &steps, const recurrent_arguments &a,
                                 const composed_tensors &t, float *memory) {
    if (steps.count() == 0)
        return;
    const forward_scratch scratch = divide_forward(steps, memory);
    pass p{steps,
           t,
           kept(steps, t.kept),
           one_.peepholes > 0 ? a.peephole : nullptr,
           a.bias + width(),
           {a.weights_layer, a.weights_iter, a.weights_version},
           {},
           0};
    floats_to_bf16(session, t.input, steps.product_tokens() * one_.inputs, scratch.input);
    clear_behind(steps, one_.hidden, p.kept.states);
    if (cell_.keeps_units)
        clear_behind(steps, one_.hidden, p.kept.units);
    floats_to_bf16(session, t.hidden, steps.rows() * one_.hidden, p.kept.states + steps.token(0) * one_.hidden);
    const auto input = products_.prepare(session, p.parameters, composed_product::input, steps.product_tokens());
    input.bind_bias(a.bias);
    input.multiply(session, scratch.input, scratch.sums);
    for (size_t step = 0; step < steps.count(); ++step) {
        prepare_steps(session, p, composed_product::state, steps.rows_at(step));
        step_forward(session, p, step, scratch);
    }
}

void composed_direction::step_forward(session &session, const pass &p, size_t step,
                                      const forward_scratch &scratch) const {
    const size_t h = one_.hidden, token = p.steps.token(step);
    const bool is_last = step + 1 == p.steps.count();
    const size_t next_rows = is_last ? 0 : p.steps.rows_at(step + 1);
    bf16 *next = is_last ? nullptr : p.kept.states + p.steps.token(step + 1) * h;
    float *sums = scratch.sums + token * width();
    const float *cell = p.cell_before(step, h);
    for (size_t part = 0; part < cell_.parts; ++part) {
        const composed_part &of = cell_.part[part];
        const bf16 *read = of.reads_units ? p.kept.units : p.kept.states;
        p.products[part].multiply(session, read + token * h,
                                  (cell_.is_apart ? scratch.recurrent : sums) + of.first_gate * h);
        for_cell_rows(session, p.rows, width(), [&](size_t row) {
            const size_t at = (token + row) * h;
            cell_.forward[part]({sums + row * width(), scratch.recurrent + row * width(), p.candidate_bias, p.peephole,
                                 p.kept.states + at, cell + row * h, p.kept.gates + at * one_.gates, p.kept.units + at,
                                 p.kept.cells + at, p.tensors.output.at(token + row),
                                 row < next_rows ? next + row * h : nullptr},
                                h);
        });
    }
}

void composed_direction::backward(session &session, const composed_steps &steps, const recurrent_arguments &a,
                                  const composed_tensors &t, const composed_gradients &g, float *memory) {
    if (steps.count() == 0)
        return;
    const backward_scratch scratch = divide_backward(steps, memory);
    pass p{steps,
           t,
           kept(steps, t.kept),
           one_.peepholes > 0 ? a.peephole : nullptr,
           nullptr,
           {a.weights_layer, a.weights_iter, a.weights_version},
           {},
           0};
    clear_behind(steps, width(), scratch.sums);
    clear_behind(steps, width(), scratch.recurrent);
    for (size_t step = steps.count(); step-- > 0;) {
        prepare_steps(session, p, composed_product::state_back, steps.rows_at(step));
        step_backward(session, p, step, scratch, g);
    }
    if (g.input != nullptr)
        products_
            .prepare(session, p.parameters,
                     g.adds_to_input ? composed_product::input_back_added : composed_product::input_back,
                     steps.product_tokens())
            .multiply(session, scratch.sums, g.input);
    add_weights(session, p, scratch, g);
}

void composed_direction::step_backward(session &session, const pass &p, size_t step, const backward_scratch &scratch,
                                       const composed_gradients &g) const {
    const size_t h = one_.hidden, token = p.steps.token(step);
    const float *cell = p.cell_before(step, h);
    for (size_t part = cell_.parts; part-- > 0;) {
        const composed_part &of = cell_.part[part];
        for_cell_rows(session, p.rows, width(), [&](size_t row) {
            const size_t at = (token + row) * h;
            cell_.backward[part]({p.peephole, p.kept.states + at, cell + row * h, p.kept.gates + at * one_.gates,
                                  p.kept.units + at, p.kept.cells + at, g.output.at(token + row), g.hidden + row * h,
                                  g.cell + row * h, scratch.reset + row * h, scratch.sums + at * one_.gates,
                                  scratch.recurrent + at * one_.gates},
                                 h);
        });
        p.products[part].multiply(session, scratch.recurrent + token * width() + of.first_gate * h,
                                  of.reads_units ? scratch.reset : g.hidden);
    }
}

void composed_direction::add_weights(session &session, const pass &p, const backward_scratch &scratch,
                                     const composed_gradients &g) {
    const size_t tokens = p.steps.product_tokens();
    products_.add_input_weights(session, tokens, p.tensors.input, scratch.sums, g.weights_layer);
    for (size_t part = 0; part < cell_.parts; ++part) {
        const composed_part &of = cell_.part[part];
        const size_t first = of.first_gate * one_.hidden;
        products_.add_state_weights(session, tokens, part, of.reads_units ? p.kept.units : p.kept.states,
                                    scratch.recurrent + first, g.weights_iter + first);
    }
    add_bias(session, tokens, scratch, g.bias);
    if (p.peephole != nullptr)
        add_peephole(session, p, scratch.sums, g.peephole);
}

// The reset-after GRU's candidate has a recurrent bias of its own behind the others.
void composed_direction::add_bias(session &session, size_t tokens, const backward_scratch &scratch, float *bias) const {
    add_column_sums(session, matrix_view<bf16>{scratch.sums, tokens, width(), width()}, bias);
    if (cell_.is_apart) {
        const size_t candidate = width() - one_.hidden;
        add_column_sums(session, matrix_view<bf16>{scratch.recurrent + candidate, tokens, one_.hidden, width()},
                        bias + width());
    }
}

// Gates i and f have seen the cell state before the step, o that behind it.
void composed_direction::add_peephole(session &session, const pass &p, const bf16 *sums, float *peephole) const {
    constexpr size_t gate_of[] = {0, 1, 3};
    const size_t h = one_.hidden;
    for (size_t which = 0; which < one_.peepholes; ++which)
        session.for_blocks(h, summed_units, [&](size_t begin, size_t end) {
            double totals[summed_units] = {};
            for (size_t step = 0; step < p.steps.count(); ++step) {
                const size_t token = p.steps.token(step);
                const float *cell = which == 2 ? p.kept.cells + token * h : p.cell_before(step, h);
                for (size_t row = 0; row < p.steps.rows_at(step); ++row)
                    add_products(sums + (token + row) * width() + gate_of[which] * h + begin, cell + row * h + begin,
                                 end - begin, totals);
            }
            for (size_t i = begin; i < end; ++i)
                peephole[which * h + i] += static_cast<float>(totals[i - begin]);
        });
}

} // namespace nrnn

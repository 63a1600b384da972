#include "recurrent/composed_products.hpp"

namespace nrnn {
namespace {

using md = dnnl::memory::desc;
using tag = dnnl::memory::format_tag;
using type = dnnl::memory::data_type;

// Among the plans of a layer, whose other ones have 0 there.
constexpr uint64_t composed_mark = 1;

dnnl::memory::dim dim(size_t value) { return static_cast<dnnl::memory::dim>(value); }

// Row after row, `stride` numbers apart.
md rows_of(size_t rows, size_t columns, size_t stride, type value) {
    return {{dim(rows), dim(columns)}, value, dnnl::memory::dims{dim(stride), 1}};
}

// Its transpose, in the same memory.
md turned(size_t columns, size_t rows, size_t stride, type value) {
    return {{dim(columns), dim(rows)}, value, dnnl::memory::dims{1, dim(stride)}};
}

md packed(size_t rows, size_t columns) { return {{dim(rows), dim(columns)}, type::bf16, tag::any}; }

// In the plans' keys, behind the numbers of composed_product.
constexpr uint64_t input_weights = 100, state_weights = 101;

} // namespace

struct composed_products::product final : plan {
    product(const engine &owner, const shape &of) {
        owner.prepare_to_create_primitives();
        const dnnl::matmul::primitive_desc descriptor(owner.onednn(), of.left, of.right, of.bias, of.result,
                                                      of.adds ? accumulating() : user_scratchpad());
        run = execution(descriptor, dnnl::matmul(descriptor));
        weights = descriptor.weights_desc();
        run.add_argument(DNNL_ARG_SRC, of.left);
        run.add_argument(DNNL_ARG_WEIGHTS, weights);
        run.add_argument(DNNL_ARG_DST, of.result);
        if (!of.bias.is_zero())
            run.add_argument(DNNL_ARG_BIAS, of.bias);
    }

    execution run;
    md weights;
};

composed_products::part_weights::part_weights(engine &owner, const recurrent_sizes &one, const composed_part &of)
    : ahead(owner, rows_of(one.hidden, of.gates * one.hidden, one.gates * one.hidden, type::f32)),
      turned(owner, nrnn::turned(of.gates * one.hidden, one.hidden, one.gates * one.hidden, type::f32)) {}

composed_products::composed_products(engine &owner, const composed_cell &cell, const recurrent_sizes &one,
                                     uint64_t layer_number)
    : cell_(cell), one_(one), number_(layer_number),
      input_(owner, rows_of(one.inputs, one.gates * one.hidden, one.gates * one.hidden, type::f32)),
      input_turned_(owner, turned(one.gates * one.hidden, one.inputs, one.gates * one.hidden, type::f32)) {
    for (size_t part = 0; part < cell.parts; ++part)
        parts_.emplace_back(owner, one, cell.part[part]);
}

composed_products::shape composed_products::shape_of(composed_product which, size_t rows, size_t part) const {
    const size_t c = one_.inputs, h = one_.hidden, width = one_.gates * h, columns = cell_.part[part].gates * h;
    switch (which) {
    case composed_product::input:
        return {rows_of(rows, c, c, type::bf16), packed(c, width), rows_of(rows, width, width, type::f32),
                rows_of(1, width, width, type::f32), false};
    case composed_product::state:
        return {rows_of(rows, h, h, type::bf16), packed(h, columns), rows_of(rows, columns, width, type::f32), md(),
                !cell_.is_apart};
    case composed_product::input_back:
    case composed_product::input_back_added:
        return {rows_of(rows, width, width, type::bf16), packed(width, c), rows_of(rows, c, c, type::f32), md(),
                which == composed_product::input_back_added};
    default:
        return {rows_of(rows, columns, width, type::bf16), packed(columns, h), rows_of(rows, h, h, type::f32), md(),
                !cell_.part[part].reads_units};
    }
}

const void *composed_products::weights_of(session &session, const parameters &of, composed_product which, size_t part,
                                          const md &layout) {
    part_weights &state = *std::next(parts_.begin(), static_cast<std::ptrdiff_t>(part));
    const float *state_part = of.state + cell_.part[part].first_gate * one_.hidden;
    switch (which) {
    case composed_product::input:
        return input_.get_passing(session, layout, of.input, of.version, session.passing_weights(0));
    case composed_product::state:
        return state.ahead.get_passing(session, layout, state_part, of.version, session.passing_weights(1 + part));
    case composed_product::input_back:
    case composed_product::input_back_added:
        return input_turned_.get_passing(session, layout, of.input, of.version, session.passing_weights(0));
    default:
        return state.turned.get_passing(session, layout, state_part, of.version, session.passing_weights(1 + part));
    }
}

composed_products::ready composed_products::prepare(session &session, const parameters &of, composed_product which,
                                                    size_t rows, size_t part) {
    const plan_key key{number_, {rows, static_cast<uint64_t>(which), part, 0, 0, composed_mark}};
    product &found = session.plans().get<product>(
        key, [&] { return std::make_unique<product>(session.engine(), shape_of(which, rows, part)); });
    return {found.run, weights_of(session, of, which, part, found.weights)};
}

void composed_products::ready::multiply(session &session, const bf16 *values, float *result) const {
    run_->bind(DNNL_ARG_SRC, values);
    run_->bind(DNNL_ARG_WEIGHTS, weights_);
    run_->bind(DNNL_ARG_DST, result);
    run_->run(session);
}

struct composed_products::gradient final : plan {
    gradient(const engine &owner, const md &values, const md &gradients, const md &weights)
        : product(owner, values, gradients, weights) {}
    weight_gradient product;
};

void composed_products::add_input_weights(session &session, size_t tokens, const float *values, const bf16 *gradients,
                                          float *weights) const {
    const size_t c = one_.inputs, width = one_.gates * one_.hidden;
    auto &found = session.plans().get<gradient>({number_, {tokens, input_weights, 0, 0, 0, composed_mark}}, [&] {
        return std::make_unique<gradient>(session.engine(), turned(c, tokens, c, type::f32),
                                          rows_of(tokens, width, width, type::bf16),
                                          rows_of(c, width, width, type::f32));
    });
    found.product.add(session, values, gradients, weights);
}

void composed_products::add_state_weights(session &session, size_t tokens, size_t part, const bf16 *values,
                                          const bf16 *gradients, float *weights) const {
    const size_t h = one_.hidden, width = one_.gates * h, columns = cell_.part[part].gates * h;
    auto &found = session.plans().get<gradient>({number_, {tokens, state_weights, part, 0, 0, composed_mark}}, [&] {
        return std::make_unique<gradient>(session.engine(), turned(h, tokens, h, type::bf16),
                                          rows_of(tokens, columns, width, type::bf16),
                                          rows_of(h, columns, width, type::f32));
    });
    found.product.add(session, values, gradients, weights);
}

} // namespace nrnn

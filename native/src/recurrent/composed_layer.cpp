#include "recurrent/composed_layer.hpp"

#include <algorithm>

namespace nrnn {
namespace {

void copy_rows(const float *from, size_t stride, size_t rows, size_t width, float *to) {
    for (size_t row = 0; row < rows; ++row)
        std::copy_n(from + row * stride, width, to + row * width);
}

// Of the parameters of one direction.
recurrent_arguments arguments_of(recurrent_arguments a, const recurrent_sizes &one, size_t direction) {
    a.weights_layer += direction * one.weights_layer();
    a.weights_iter += direction * one.weights_iter();
    a.peephole += direction * one.weights_peephole();
    a.bias += direction * one.bias();
    return a;
}

} // namespace

struct composed_layer::call {
    nrnn::session &session;
    const recurrent_sizes &sizes; // of the layer
    size_t batch;
    const sequence_segments *packed;
    size_t number;
    bool is_reversed;
    composed_direction &direction;
    composed_steps steps;
    recurrent_arguments arguments; // of the direction
    float *kept;

    packed_states states() const { return {sizes, *packed, number}; }
    packing order() const { return {session, *packed, is_reversed ? reading_order::reversed : reading_order::forward}; }
    size_t hidden_at() const { return number * batch * sizes.hidden; }
    size_t cell_at() const { return sizes.hidden_state(batch) + hidden_at(); }
    size_t output_stride() const { return sizes.directions * sizes.hidden; }
};

composed_layer::composed_layer(engine &owner, const composed_cell &cell, const recurrent_sizes &sizes,
                               int32_t direction, uint64_t layer_number)
    : sizes_(sizes), one_(sizes.of_one_direction()), direction_(direction),
      is_offered_(owner.device() == nullptr && sizes.projected == 0) {
    for (size_t d = 0; d < sizes.directions; ++d)
        directions_.emplace_back(owner, cell, one_, layer_number);
}

bool composed_layer::fits(const nrnn_recurrent_shape &shape) const {
    return is_offered_ && shape.training != 0 && shape.precision == NRNN_PRECISION_BF16;
}

// Of one direction; either reads as many tokens.
size_t composed_layer::kept_count(const nrnn_recurrent_shape &shape, const sequence_segments *packed) const {
    return directions_.front().kept_count(packed != nullptr ? composed_steps(*packed)
                                                            : composed_steps(shape.steps, shape.batch, false));
}

size_t composed_layer::workspace_count(const nrnn_recurrent_shape &shape, const sequence_segments *packed) const {
    return std::max(size_t{1}, sizes_.directions * kept_count(shape, packed)); // never an empty view
}

composed_layer::call composed_layer::open(session &session, const nrnn_recurrent_shape &shape,
                                          const sequence_segments *packed, size_t direction,
                                          const recurrent_arguments &a) {
    const bool is_reversed = direction_ == NRNN_DIRECTION_REVERSE || direction == 1;
    return {session,
            sizes_,
            shape.batch,
            packed,
            direction,
            is_reversed,
            *std::next(directions_.begin(), static_cast<std::ptrdiff_t>(direction)),
            packed != nullptr ? composed_steps(*packed) : composed_steps(shape.steps, shape.batch, is_reversed),
            arguments_of(a, one_, direction),
            floats_of(a.workspace, workspace_count(shape, packed), "the workspace") +
                direction * kept_count(shape, packed)};
}

composed_layer::scratch composed_layer::divide(const call &c, float *memory) const {
    memory_parts parts(memory);
    const size_t state = c.steps.rows() * one_.hidden;
    const size_t packed_tokens = c.packed != nullptr ? c.steps.product_tokens() : 0;
    scratch s{};
    s.own = parts.floats(c.direction.scratch_count(c.steps));
    s.input = parts.floats(packed_tokens * one_.inputs);
    s.output = parts.floats(packed_tokens * one_.hidden);
    s.input_gradient = parts.floats(packed_tokens * one_.inputs);
    s.hidden = parts.floats(c.packed != nullptr ? one_.states * state : 0);
    s.hidden_gradient = parts.floats(one_.states * state);
    s.count = parts.count();
    if (memory != nullptr) { // a cell state lies directly behind its hidden state
        s.cell = s.hidden + (one_.states - 1) * state;
        s.cell_gradient = s.hidden_gradient + (one_.states - 1) * state;
    }
    return s;
}

void composed_layer::forward(session &session, const nrnn_recurrent_shape &shape, const sequence_segments *packed,
                             const recurrent_arguments &a) {
    for (size_t d = 0; d < sizes_.directions; ++d) {
        const call c = open(session, shape, packed, d, a);
        const scratch s = divide(c, session.tensors(divide(c, nullptr).count));
        packed != nullptr ? forward_packed(c, s, a) : forward_whole(c, s, a);
    }
}

void composed_layer::backward(session &session, const nrnn_recurrent_shape &shape, const sequence_segments *packed,
                              const recurrent_arguments &a, const recurrent_gradients &g) {
    for (size_t d = 0; d < sizes_.directions; ++d) {
        const call c = open(session, shape, packed, d, a);
        const scratch s = divide(c, session.tensors(divide(c, nullptr).count));
        packed != nullptr ? backward_packed(c, s, a, g) : backward_whole(c, s, a, g);
    }
}

composed_tensors composed_layer::whole_tensors(const call &c, const recurrent_arguments &a) const {
    return {a.input,
            a.state_in + c.hidden_at(),
            a.state_in + (one_.states - 1) * c.cell_at(),
            {a.output + c.number * one_.hidden, c.output_stride()},
            c.kept};
}

composed_tensors composed_layer::packed_tensors(const call &c, const scratch &s, const recurrent_arguments &a) const {
    c.order().pack({a.input, one_.inputs, one_.inputs}, s.input);
    std::fill(s.input + c.steps.tokens() * one_.inputs, s.input + c.steps.product_tokens() * one_.inputs, 0.0f);
    c.states().gather_initial(a.state_in, s.hidden);
    return {s.input, s.hidden, s.cell, {s.output, one_.hidden}, c.kept};
}

void composed_layer::forward_whole(const call &c, const scratch &s, const recurrent_arguments &a) const {
    const composed_tensors t = whole_tensors(c, a);
    c.direction.forward(c.session, c.steps, c.arguments, t, s.own);
    const size_t last = c.steps.token(c.steps.count() - 1), h = one_.hidden;
    copy_rows(t.output.at(last), t.output.stride, c.batch, h, a.state_out + c.hidden_at());
    if (one_.states == 2)
        copy_rows(c.direction.cells(c.steps, c.kept) + last * h, h, c.batch, h, a.state_out + c.cell_at());
}

void composed_layer::forward_packed(const call &c, const scratch &s, const recurrent_arguments &a) const {
    const size_t h = one_.hidden;
    c.direction.forward(c.session, c.steps, c.arguments, packed_tensors(c, s, a), s.own);
    c.order().unpack(s.output, {a.output + c.number * h, c.output_stride(), h});
    c.states().scatter_last(s.output, c.direction.cells(c.steps, c.kept), a.state_in, a.state_out);
}

composed_gradients composed_layer::parameter_gradients(const call &c, const scratch &s,
                                                       const recurrent_gradients &g) const {
    composed_gradients of{};
    of.hidden = s.hidden_gradient;
    of.cell = s.cell_gradient;
    of.weights_layer = g.weights_layer + c.number * one_.weights_layer();
    of.weights_iter = g.weights_iter + c.number * one_.weights_iter();
    of.peephole = g.peephole + c.number * one_.weights_peephole();
    of.bias = g.bias + c.number * one_.bias();
    return of;
}

void composed_layer::backward_whole(const call &c, const scratch &s, const recurrent_arguments &a,
                                    const recurrent_gradients &g) const {
    const size_t part = c.batch * one_.hidden;
    composed_gradients of = parameter_gradients(c, s, g);
    of.output = {g.output + c.number * one_.hidden, c.output_stride()};
    of.input = g.input;
    of.adds_to_input = c.number > 0;
    std::fill_n(s.hidden_gradient, one_.states * part, 0.0f);
    if (g.state_out != nullptr)
        std::copy_n(g.state_out + c.hidden_at(), part, s.hidden_gradient);
    if (g.state_out != nullptr && one_.states == 2)
        std::copy_n(g.state_out + c.cell_at(), part, s.cell_gradient);
    c.direction.backward(c.session, c.steps, c.arguments, whole_tensors(c, a), of, s.own);
    if (g.state_in != nullptr)
        std::copy_n(s.hidden_gradient, part, g.state_in + c.hidden_at());
    if (g.state_in != nullptr && one_.states == 2)
        std::copy_n(s.cell_gradient, part, g.state_in + c.cell_at());
}

void composed_layer::backward_packed(const call &c, const scratch &s, const recurrent_arguments &a,
                                     const recurrent_gradients &g) const {
    const size_t h = one_.hidden;
    composed_gradients of = parameter_gradients(c, s, g);
    const composed_tensors t = packed_tensors(c, s, a);
    c.order().pack({g.output + c.number * h, c.output_stride(), h}, s.output);
    of.output = {s.output, h};
    of.input = g.input != nullptr ? s.input_gradient : nullptr;
    std::fill_n(s.hidden_gradient, one_.states * c.steps.rows() * h, 0.0f);
    if (g.state_out != nullptr)
        c.states().gather_initial(g.state_out, s.hidden_gradient);
    c.direction.backward(c.session, c.steps, c.arguments, t, of, s.own);
    const padded_rows<float> input{g.input, one_.inputs, one_.inputs};
    if (g.input != nullptr)
        c.number == 0 ? c.order().unpack(s.input_gradient, input) : c.order().add_unpacked(s.input_gradient, input);
    if (g.state_in != nullptr)
        c.states().scatter_initial_gradients(s.hidden_gradient, g.state_out, g.state_in);
}

} // namespace nrnn

// The steps of one sequence in inference, as generating takes them: a row's products with panels of weights and the
// cell's arithmetic, unit by unit. oneDNN's recurrent primitives read their weights at half the speed when there is one
// row, and its packed matrix products at two thirds.
#pragma once

#include "recurrent/arguments.hpp"
#include "recurrent/row_panels.hpp"
#include "recurrent/step_kernels.hpp"
#include "recurrent/token_products.hpp"

namespace nrnn {

class row_steps {
public:
    row_steps(engine &owner, const nrnn_recurrent_desc &desc, const recurrent_sizes &sizes);

    // Whether a pass of this shape is one that this class computes.
    bool fits(const nrnn_recurrent_shape &shape) const;
    void run(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &arguments);

private:
    struct step;

    size_t grain_of(const session &session, const row_panels::view &panels) const;
    row_units units_of(const row_panels::view &panels, size_t begin, size_t end) const;
    step prepare(session &session, const nrnn_recurrent_shape &shape, const recurrent_arguments &arguments);
    void divide(session &session, step &now) const;
    token_products *tokens_for(const nrnn_recurrent_shape &shape, const recurrent_arguments &arguments);
    const float *product_of(session &session, step &now, const recurrent_arguments &arguments, size_t t,
                            token_products &tokens) const;
    void run_step(session &session, const step &now);
    void run_lstm(session &session, const step &now);
    void run_gru(session &session, const step &now);
    void run_lbr_gru(session &session, const step &now);
    void run_rnn(session &session, const step &now);
    void add_products(const step &now, const row_units &units, size_t begin, size_t end, float *state_sums) const;
    template <class Units>
    void for_units(session &session, const row_panels::view &panels, Units &&units) const;

    int32_t cell_;
    bool is_reversed_;
    recurrent_sizes sizes_;
    size_t stride_; // of the gates' sums
    row_panels of_input_;
    row_panels of_state_;
    row_panels of_inner_; // behind the textbook GRU's reset gate, or an LSTM's projection; of no use elsewhere
    std::array<token_products, 3> tokens_; // by precision
};

} // namespace nrnn

#include "recurrent/composed_rows.hpp"

namespace nrnn {
namespace {

NRNN_MULTIVERSION void tanh_forward(const composed_row &row, size_t hidden) {
    chunk state;
    for (size_t i = 0; i < hidden; i += chunk_size) {
        load_tanh(state, row.sums + i, hidden - i);
        store_chunk(row.gates + i, state, hidden - i);
        store_state(row, i, state, hidden - i);
    }
}

NRNN_MULTIVERSION void relu_forward(const composed_row &row, size_t hidden) {
    chunk state;
    for (size_t i = 0; i < hidden; i += chunk_size) {
        load_chunk(state, row.sums + i, hidden - i, 0);
        for (float &value : state.values)
            value = value > 0 ? value : 0;
        store_chunk(row.gates + i, state, hidden - i);
        store_state(row, i, state, hidden - i);
    }
}

NRNN_MULTIVERSION void tanh_backward(const composed_gradient_row &row, size_t hidden) {
    chunk gradient, state;
    for (size_t i = 0; i < hidden; i += chunk_size) {
        load_state_gradient(gradient, row, i, hidden - i);
        load_chunk(state, row.gates + i, hidden - i);
        through_tanh(gradient, state);
        store_chunk(row.sums + i, gradient, hidden - i);
        store_chunk(row.state_sum + i, zeros, hidden - i);
    }
}

NRNN_MULTIVERSION void relu_backward(const composed_gradient_row &row, size_t hidden) {
    chunk gradient, state;
    for (size_t i = 0; i < hidden; i += chunk_size) {
        load_state_gradient(gradient, row, i, hidden - i);
        load_chunk(state, row.gates + i, hidden - i);
        for (size_t j = 0; j < chunk_size; ++j)
            gradient.values[j] = state.values[j] > 0 ? gradient.values[j] : 0;
        store_chunk(row.sums + i, gradient, hidden - i);
        store_chunk(row.state_sum + i, zeros, hidden - i);
    }
}

} // namespace

const composed_cell composed_rnn_tanh{1,     {all_of(1), {}},         false,
                                      false, {tanh_forward, nullptr}, {tanh_backward, nullptr}};

const composed_cell composed_rnn_relu{1,     {all_of(1), {}},         false,
                                      false, {relu_forward, nullptr}, {relu_backward, nullptr}};

} // namespace nrnn

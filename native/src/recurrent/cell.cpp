#include "recurrent/cell.hpp"

namespace nrnn {

const recurrent_cell &cell_of(int32_t kind) {
    switch (kind) {
    case NRNN_CELL_RNN_TANH:
        return rnn_tanh_cell;
    case NRNN_CELL_RNN_RELU:
        return rnn_relu_cell;
    case NRNN_CELL_GRU_RESET_BEFORE:
        return gru_cell;
    case NRNN_CELL_GRU_RESET_AFTER:
        return lbr_gru_cell;
    case NRNN_CELL_LSTM:
        return lstm_cell;
    default:
        throw error(NRNN_INVALID_ARGUMENT, "nrnn_recurrent_desc.cell is none of the nrnn_cell values");
    }
}

} // namespace nrnn

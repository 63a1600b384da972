// GRU, reset gate after the recurrent product (PyTorch): h~ = tanh(x W_xh + b_xh + r * (h W_hh + b_hh)).
#include "recurrent/gru_family.hpp"

namespace nrnn {

const recurrent_cell lbr_gru_cell = {"reset-after GRU",
                                     false,
                                     3,
                                     4,
                                     1,
                                     composed_lbr_gru,
                                     gru_family_forward<dnnl::lbr_gru_forward>,
                                     gru_family_backward<dnnl::lbr_gru_forward, dnnl::lbr_gru_backward>};

} // namespace nrnn

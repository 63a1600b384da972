// GRU, reset gate before the recurrent product (textbook): h~ = tanh(x W_xh + (r * h) W_hh + b_h).
#include "recurrent/gru_family.hpp"

namespace nrnn {

const recurrent_cell gru_cell = {"reset-before GRU",
                                 true,
                                 3,
                                 3,
                                 1,
                                 composed_gru,
                                 gru_family_forward<dnnl::gru_forward>,
                                 gru_family_backward<dnnl::gru_forward, dnnl::gru_backward>};

} // namespace nrnn

// What oneDNN may use of this processor, ONEDNN_MAX_CPU_ISA considered.
#pragma once

#include "nativernn/nativernn.h"

namespace nrnn {

// The widest instruction set, such as "avx512_core_bf16"; static.
const char *processor_isa();

// The C names of what an nrnn_precision value stands for; NRNN_INVALID_ARGUMENT for a value that is none.
const char *name_of_precision(int32_t precision);

// The CPU's nrnn_support of a precision.
nrnn_support processor_support(int32_t precision);

// Throws NRNN_UNSUPPORTED, naming precision, what was to be computed and processor, where there is none.
void require_precision(int32_t precision, const char *what);

} // namespace nrnn

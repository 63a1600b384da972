#include "core/processor.hpp"

#include <string>

#include "core/error.hpp"

namespace nrnn {
namespace {

bool includes(dnnl::cpu_isa wanted) {
    const auto bits = static_cast<unsigned>(wanted);
    return (static_cast<unsigned>(dnnl::get_effective_cpu_isa()) & bits) == bits; // each set contains those below
}

// Without bf16 instructions oneDNN's AVX-512 kernels convert to float32 and back.
nrnn_support bf16_support() {
    if (includes(dnnl::cpu_isa::avx512_core_bf16))
        return NRNN_SUPPORT_NATIVE;
    return includes(dnnl::cpu_isa::avx512_core) ? NRNN_SUPPORT_EMULATED : NRNN_SUPPORT_NONE;
}

// Older instructions add pairs of 8-bit products in 16 bits, which saturates: wrong numbers, so none at all. So do
// oneDNN 3.7.2's recurrent layers where VNNI comes without AVX-512 (avx2_vnni).
nrnn_support int8_support() {
    return includes(dnnl::cpu_isa::avx512_core_vnni) ? NRNN_SUPPORT_NATIVE : NRNN_SUPPORT_NONE;
}

const char *needs_of(int32_t precision) {
    return precision == NRNN_PRECISION_BF16 ? "AVX-512 (avx512_core)" : "AVX-512 with VNNI (avx512_core_vnni)";
}

} // namespace

const char *processor_isa() {
    switch (dnnl::get_effective_cpu_isa()) {
    case dnnl::cpu_isa::sse41:
        return "sse41";
    case dnnl::cpu_isa::avx:
        return "avx";
    case dnnl::cpu_isa::avx2:
        return "avx2";
    case dnnl::cpu_isa::avx2_vnni:
        return "avx2_vnni";
    case dnnl::cpu_isa::avx2_vnni_2:
        return "avx2_vnni_2";
    case dnnl::cpu_isa::avx512_core:
        return "avx512_core";
    case dnnl::cpu_isa::avx512_core_vnni:
        return "avx512_core_vnni";
    case dnnl::cpu_isa::avx512_core_bf16:
        return "avx512_core_bf16";
    case dnnl::cpu_isa::avx512_core_fp16:
        return "avx512_core_fp16";
    case dnnl::cpu_isa::avx512_core_amx:
        return "avx512_core_amx";
    case dnnl::cpu_isa::avx512_core_amx_fp16:
        return "avx512_core_amx_fp16";
    default:
        return "generic";
    }
}

const char *name_of_precision(int32_t precision) {
    switch (precision) {
    case NRNN_PRECISION_F32:
        return "f32";
    case NRNN_PRECISION_BF16:
        return "bf16";
    case NRNN_PRECISION_INT8:
        return "int8";
    default:
        throw error(NRNN_INVALID_ARGUMENT, "the precision is none of the nrnn_precision values");
    }
}

nrnn_support processor_support(int32_t precision) {
    name_of_precision(precision);
    if (precision == NRNN_PRECISION_F32)
        return NRNN_SUPPORT_NATIVE;
    return precision == NRNN_PRECISION_BF16 ? bf16_support() : int8_support();
}

void require_precision(int32_t precision, const char *what) {
    if (processor_support(precision) == NRNN_SUPPORT_NONE)
        throw error(NRNN_UNSUPPORTED, std::string(name_of_precision(precision)) + " is not available for the " + what +
                                          ": it needs " + needs_of(precision) + ", and this processor offers " +
                                          processor_isa() + "; use f32");
}

} // namespace nrnn

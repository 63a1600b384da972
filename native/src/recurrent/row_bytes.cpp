#include "recurrent/row_bytes.hpp"

#include <cstring>

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#else
#include "core/error.hpp"
#endif

#if defined(__GNUC__)
#define NRNN_VNNI __attribute__((target("avx512f,avx512vnni")))
#else
#define NRNN_VNNI
#endif

namespace nrnn {

#if defined(__x86_64__) || defined(_M_X64)
namespace {

constexpr size_t lanes = 16;

// The columns of a panel that registers hold.
template <size_t Vectors>
NRNN_VNNI void multiply_panel(const byte_panels &from, const char *panel, const quantisation &with,
                              const panel_sums &to) {
    __m512i products[Vectors];
    for (auto &product : products)
        product = _mm512_setzero_si512();
    const char *line = panel;
    for (size_t k = 0; k < from.lines; ++k, line += Vectors * sizeof(__m512i)) {
        int32_t inputs;
        std::memcpy(&inputs, from.row + k * bytes_per_line, sizeof inputs);
        const __m512i row = _mm512_set1_epi32(inputs);
        for (size_t v = 0; v < Vectors; ++v)
            products[v] = _mm512_dpbusd_epi32(products[v], row, _mm512_loadu_si512(line + v * sizeof(__m512i)));
    }
    const char *totals = line, *inverses = line + Vectors * sizeof(__m512i);
    const __m512i shifts = _mm512_set1_epi32(static_cast<int32_t>(with.shift));
    const __m512 step = _mm512_set1_ps(1 / with.scale); // of the row's bytes
    for (size_t v = 0; v < Vectors; ++v) {
        float *sums = to.first + v * lanes / to.units * to.stride + v * lanes % to.units;
        const __m512i total = _mm512_loadu_si512(totals + v * sizeof(__m512i));
        const __m512i product = _mm512_sub_epi32(products[v], _mm512_mullo_epi32(shifts, total));
        const __m512 inverse = _mm512_mul_ps(step, _mm512_loadu_ps(inverses + v * sizeof(__m512)));
        // With a mask: GCC 12 warns of its own header's plain form (GCC bug 105593).
        const __m512 value = _mm512_maskz_cvtepi32_ps(0xffff, product);
        _mm512_storeu_ps(sums, _mm512_fmadd_ps(value, inverse, _mm512_loadu_ps(sums)));
    }
}

} // namespace

void multiply_bytes(const byte_panels &from, const quantisation &with, const panel_sums &to) {
    const char *panel = from.panels;
    panel_sums sums = to;
    for (size_t i = 0; i < from.count; ++i, panel += from.panel_bytes, sums.first += sums.units) {
        switch (to.gates * to.units / lanes) {
        case 4:
            multiply_panel<4>(from, panel, with, sums);
            break;
        case 6:
            multiply_panel<6>(from, panel, with, sums);
            break;
        default:
            multiply_panel<8>(from, panel, with, sums);
        }
    }
}

#else

void multiply_bytes(const byte_panels &, const quantisation &, const panel_sums &) {
    throw error(NRNN_INTERNAL, "this processor has no products of bytes");
}

#endif

} // namespace nrnn

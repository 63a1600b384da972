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
NRNN_VNNI void multiply_panel(const byte_panels &from, const char *panel, float shift, const panel_sums &to) {
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
    const auto *columns = reinterpret_cast<const byte_column *>(line);
    for (size_t v = 0; v < Vectors; ++v, columns += lanes) {
        alignas(64) int32_t of_bytes[lanes];
        _mm512_store_si512(of_bytes, products[v]);
        float *sums = to.first + v * lanes / to.units * to.stride + v * lanes % to.units;
        for (size_t i = 0; i < lanes; ++i)
            sums[i] +=
                static_cast<float>(of_bytes[i] - static_cast<int32_t>(shift) * columns[i].total) * columns[i].inverse;
    }
}

} // namespace

void multiply_bytes(const byte_panels &from, float shift, const panel_sums &to) {
    const char *panel = from.panels;
    panel_sums sums = to;
    for (size_t i = 0; i < from.count; ++i, panel += from.panel_bytes, sums.first += sums.units) {
        switch (to.gates * to.units / lanes) {
        case 4:
            multiply_panel<4>(from, panel, shift, sums);
            break;
        case 6:
            multiply_panel<6>(from, panel, shift, sums);
            break;
        default:
            multiply_panel<8>(from, panel, shift, sums);
        }
    }
}

#else

void multiply_bytes(const byte_panels &, float, const panel_sums &) {
    throw error(NRNN_INTERNAL, "this processor has no products of bytes");
}

#endif

} // namespace nrnn

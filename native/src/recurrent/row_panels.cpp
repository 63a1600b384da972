#include "recurrent/row_panels.hpp"

#include "core/bf16.hpp"

namespace nrnn {
namespace {

// Weights of a panel's line, for as many sums as AVX-512 and AVX2 keep in registers.
constexpr size_t panel_units_of(size_t gates) { return gates == 1 ? row_panels::widest_panel : 32; }

constexpr size_t rows_per_line(bool is_bf16) { return is_bf16 ? 2 : 1; }

constexpr size_t lines_of(size_t inputs, bool is_bf16) {
    return (inputs + rows_per_line(is_bf16) - 1) / rows_per_line(is_bf16);
}

// The weights of one input, or of two in bf16, the first in the low half; a missing second one is 0.
void store_word(float *to, const float *weights, size_t, bool) { *to = *weights; }

void store_word(uint32_t *to, const float *weights, size_t stride, bool has_second) {
    *to = bf16_of(weights[0]) | (has_second ? static_cast<uint32_t>(bf16_of(weights[stride])) << 16 : 0u);
}

// Units beyond the last have weights of 0.
template <class Word>
void pack_panel(const row_panels::view &to, const float *source, size_t panel, Word *words) {
    const auto &of = to.of;
    const size_t first = panel * to.panel_units, row = of.all_gates * of.units;
    for (size_t k = 0; k < of.inputs; k += rows_per_line(to.is_bf16))
        for (size_t g = 0; g < of.gates; ++g) {
            const float *weights = source + k * row + (of.first_gate + g) * of.units;
            for (size_t u = first; u < first + to.panel_units; ++u, ++words)
                if (u < of.units)
                    store_word(words, weights + u, row, k + 1 < of.inputs);
                else
                    *words = 0;
        }
}

// A line's inputs that are 0 are passed over: all but one of a one-hot row.
template <size_t Columns>
NRNN_INLINE void add_lines(const float *row, size_t lines, const float *weights, float (&sums)[Columns]) {
    for (size_t k = 0; k < lines; ++k, weights += Columns) {
        const float x = row[k];
        if (x == 0)
            continue;
        for (size_t j = 0; j < Columns; ++j)
            sums[j] += x * weights[j];
    }
}

template <size_t Columns>
NRNN_INLINE void add_lines(const float *row, size_t lines, const uint32_t *weights, float (&sums)[Columns]) {
    for (size_t k = 0; k < lines; ++k, weights += Columns) {
        const float x = row[2 * k], y = row[2 * k + 1];
        if (x == 0 && y == 0)
            continue;
        for (size_t j = 0; j < Columns; ++j) {
            sums[j] += x * float_of_bits(weights[j] << 16);
            sums[j] += y * float_of_bits(weights[j] & 0xffff0000u);
        }
    }
}

template <size_t Gates, class Word>
NRNN_INLINE void multiply_panels(const float *row, size_t lines, const Word *weights, size_t count, float *sums,
                                 size_t stride) {
    constexpr size_t units = panel_units_of(Gates), columns = Gates * units;
    float lanes[columns];
    for (size_t panel = 0; panel < count; ++panel, weights += lines * columns, sums += units) {
        for (size_t g = 0; g < Gates; ++g)
            std::memcpy(lanes + g * units, sums + g * stride, units * sizeof(float));
        add_lines<columns>(row, lines, weights, lanes);
        for (size_t g = 0; g < Gates; ++g)
            std::memcpy(sums + g * stride, lanes + g * units, units * sizeof(float));
    }
}

template <class Word>
NRNN_INLINE void multiply_gates(size_t gates, const float *row, size_t lines, const Word *weights, size_t count,
                                float *sums, size_t stride) {
    switch (gates) {
    case 1:
        return multiply_panels<1>(row, lines, weights, count, sums, stride);
    case 2:
        return multiply_panels<2>(row, lines, weights, count, sums, stride);
    case 3:
        return multiply_panels<3>(row, lines, weights, count, sums, stride);
    default:
        return multiply_panels<4>(row, lines, weights, count, sums, stride);
    }
}

NRNN_MULTIVERSION void multiply_floats(size_t gates, const float *row, size_t lines, const float *weights, size_t count,
                                       float *sums, size_t stride) {
    multiply_gates(gates, row, lines, weights, count, sums, stride);
}

NRNN_MULTIVERSION void multiply_bf16(size_t gates, const float *row, size_t lines, const uint32_t *weights,
                                     size_t count, float *sums, size_t stride) {
    multiply_gates(gates, row, lines, weights, count, sums, stride);
}

} // namespace

row_panels::row_panels(engine &owner, const columns &of)
    : of_(of), copies_{copy(owner.events()), copy(owner.events())} {}

row_panels::view row_panels::view_of(const copy &packed, bool is_bf16) const {
    const size_t units = panel_units_of(of_.gates);
    const size_t bytes = lines_of(of_.inputs, is_bf16) * of_.gates * units * sizeof(uint32_t);
    return {packed.memory.data(), of_, units, bytes, is_bf16};
}

row_panels::view row_panels::get(session &session, const float *source, uint64_t version, int32_t precision) {
    const bool is_bf16 = precision == NRNN_PRECISION_BF16;
    std::lock_guard<std::mutex> lock(mutex_);
    copy &packed = copies_[is_bf16 ? 1 : 0];
    if (version == 0 || packed.version != version || packed.source != source) {
        const view empty = view_of(packed, is_bf16);
        auto *memory = static_cast<char *>(packed.memory.reserve(empty.panels() * empty.panel_bytes));
        session.for_blocks(empty.panels(), 1, [&](size_t begin, size_t end) {
            for (size_t panel = begin; panel < end; ++panel) {
                char *to = memory + panel * empty.panel_bytes;
                if (is_bf16)
                    pack_panel(empty, source, panel, reinterpret_cast<uint32_t *>(to));
                else
                    pack_panel(empty, source, panel, reinterpret_cast<float *>(to));
            }
        });
        packed.version = version;
        packed.source = source;
        ++session.engine().events().weight_packs;
    }
    return view_of(packed, is_bf16);
}

void row_panels::view::multiply(const float *row, size_t begin, size_t end, float *sums, size_t stride) const {
    const char *from = static_cast<const char *>(weights) + begin * panel_bytes;
    float *to = sums + begin * panel_units;
    const size_t lines = lines_of(of.inputs, is_bf16);
    if (is_bf16)
        multiply_bf16(of.gates, row, lines, reinterpret_cast<const uint32_t *>(from), end - begin, to, stride);
    else
        multiply_floats(of.gates, row, lines, reinterpret_cast<const float *>(from), end - begin, to, stride);
}

} // namespace nrnn

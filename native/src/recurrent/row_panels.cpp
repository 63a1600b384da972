#include "recurrent/row_panels.hpp"

#include <algorithm>
#include <cmath>

#include "core/bf16.hpp"
#include "recurrent/row_bytes.hpp"

namespace nrnn {
namespace {

// Weights of a panel's line, for as many sums as AVX-512 and AVX2 keep in registers.
constexpr size_t panel_units_of(size_t gates) { return gates == 1 ? row_panels::widest_panel : 32; }

size_t inputs_per_line(int32_t precision) {
    if (precision == NRNN_PRECISION_INT8)
        return bytes_per_line;
    return precision == NRNN_PRECISION_BF16 ? 2 : 1;
}

// The weights of one input that a panel reads, in its columns' order; 0 beyond the last input and unit.
void take_line(const row_panels::view &to, const float *tensor, size_t panel, size_t input, float *line) {
    const auto &of = to.of;
    std::fill_n(line, of.gates * to.panel_units, 0.0f);
    if (input >= of.inputs)
        return;
    const size_t first = panel * to.panel_units, count = std::min(to.panel_units, of.units - first);
    for (size_t g = 0; g < of.gates; ++g)
        std::memcpy(line + g * to.panel_units, tensor + (input * of.all_gates + of.first_gate + g) * of.units + first,
                    count * sizeof(float));
}

NRNN_MULTIVERSION void pair_lines(const float *first, const float *second, size_t count, uint32_t *words) {
    for (size_t j = 0; j < count; ++j)
        words[j] = bf16_of(first[j]) | static_cast<uint32_t>(bf16_of(second[j])) << 16;
}

void quantise_line(const float *line, const float *scales, size_t count, size_t place, byte_line *words,
                   int32_t *totals) {
    for (size_t j = 0; j < count; ++j) {
        const auto weight = static_cast<int8_t>(std::lrintf(line[j] * scales[j]));
        words[j].weights[place] = weight;
        totals[j] += weight;
    }
}

using panel_line = float[row_panels::widest_panel]; // no panel has more columns

void pack_bf16(const row_panels::view &to, const float *tensor, size_t panel, uint32_t *words) {
    panel_line first, second;
    for (size_t k = 0; k < to.lines; ++k, words += to.columns()) {
        take_line(to, tensor, panel, 2 * k, first);
        take_line(to, tensor, panel, 2 * k + 1, second);
        pair_lines(first, second, to.columns(), words);
    }
}

void pack_bytes(const row_panels::view &to, const row_panels::weights &from, size_t panel, byte_line *words) {
    panel_line line, scales;
    take_line(to, from.scales, panel, 0, scales);
    auto *totals = reinterpret_cast<int32_t *>(words + to.lines * to.columns());
    auto *inverses = reinterpret_cast<float *>(totals + to.columns());
    std::fill_n(totals, to.columns(), 0);
    for (size_t input = 0; input < to.lines * bytes_per_line; ++input) {
        take_line(to, from.values, panel, input, line);
        quantise_line(line, scales, to.columns(), input % bytes_per_line, words + input / bytes_per_line * to.columns(),
                      totals);
    }
    for (size_t j = 0; j < to.columns(); ++j)
        inverses[j] = scales[j] > 0 ? 1 / scales[j] : 0;
}

void pack_panel(const row_panels::view &to, const row_panels::weights &from, size_t panel, char *memory) {
    if (to.precision == NRNN_PRECISION_BF16)
        return pack_bf16(to, from.values, panel, reinterpret_cast<uint32_t *>(memory));
    if (to.precision == NRNN_PRECISION_INT8)
        return pack_bytes(to, from, panel, reinterpret_cast<byte_line *>(memory));
    auto *words = reinterpret_cast<float *>(memory);
    for (size_t k = 0; k < to.lines; ++k)
        take_line(to, from.values, panel, k, words + k * to.columns());
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

bool row_panels::has(int32_t precision) { return precision != NRNN_PRECISION_INT8 || has_byte_products; }

row_panels::row_panels(engine &owner, const part &of)
    : of_(of), copies_{copy(owner.events()), copy(owner.events()), copy(owner.events())} {}

size_t row_panels::view::panel_bytes() const {
    const size_t besides = precision == NRNN_PRECISION_INT8 ? columns() * bytes_per_column : 0;
    return lines * columns() * sizeof(uint32_t) + besides;
}

row_panels::view row_panels::get(session &session, const weights &wanted) {
    const size_t per_line = inputs_per_line(wanted.precision);
    view result{nullptr,          of_,        panel_units_of(of_.gates), (of_.inputs + per_line - 1) / per_line,
                wanted.precision, wanted.with};
    std::lock_guard<std::mutex> lock(mutex_);
    copy &packed = copies_[static_cast<size_t>(wanted.precision)];
    auto *memory = static_cast<char *>(packed.memory.reserve(result.panels() * result.panel_bytes()));
    result.memory = memory;
    if (wanted.version != 0 && packed.version == wanted.version && packed.source == wanted.values)
        return result;
    session.for_blocks(result.panels(), 1, [&](size_t begin, size_t end) {
        for (size_t panel = begin; panel < end; ++panel)
            pack_panel(result, wanted, panel, memory + panel * result.panel_bytes());
    });
    packed.version = wanted.version;
    packed.source = wanted.values;
    ++session.engine().events().weight_packs;
    return result;
}

void row_panels::view::multiply(const void *row, size_t begin, size_t end, float *sums, size_t stride) const {
    const char *from = static_cast<const char *>(memory) + begin * panel_bytes();
    float *to = sums + begin * panel_units;
    if (precision == NRNN_PRECISION_INT8)
        multiply_bytes({static_cast<const uint8_t *>(row), lines, from, panel_bytes(), end - begin}, with,
                       {to, of.gates, panel_units, stride});
    else if (precision == NRNN_PRECISION_BF16)
        multiply_bf16(of.gates, static_cast<const float *>(row), lines, reinterpret_cast<const uint32_t *>(from),
                      end - begin, to, stride);
    else
        multiply_floats(of.gates, static_cast<const float *>(row), lines, reinterpret_cast<const float *>(from),
                        end - begin, to, stride);
}

} // namespace nrnn

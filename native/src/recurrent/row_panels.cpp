#include "recurrent/row_panels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

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

// A line's weights of one column; those of inputs beyond the last are 0.
struct column {
    const float *weights;
    size_t stride; // to the next input's
    size_t left;   // inputs from here on
    float scale;   // int8 only

    float operator[](size_t i) const { return i < left ? weights[i * stride] : 0; }
};

void store_word(float *to, const column &from) { *to = from[0]; }

void store_word(uint32_t *to, const column &from) {
    *to = bf16_of(from[0]) | static_cast<uint32_t>(bf16_of(from[1])) << 16;
}

void store_word(byte_line *to, const column &from) {
    for (size_t i = 0; i < bytes_per_line; ++i)
        to->weights[i] = static_cast<int8_t>(std::lrintf(from[i] * from.scale));
}

// Calls body(j, place) for a panel's columns: where the column lies among a row's, or nowhere for those beyond the
// last.
constexpr size_t nowhere = std::numeric_limits<size_t>::max();

template <class Body>
void for_columns(const row_panels::view &to, size_t panel, Body &&body) {
    const auto &of = to.of;
    size_t j = 0;
    for (size_t g = 0; g < of.gates; ++g)
        for (size_t i = 0; i < to.panel_units; ++i, ++j) {
            const size_t unit = panel * to.panel_units + i;
            body(j, unit < of.units ? (of.first_gate + g) * of.units + unit : nowhere);
        }
}

float scale_of(const row_panels::weights &from, size_t place) {
    return place != nowhere && from.scales != nullptr ? from.scales[place] : 1;
}

// Line by line, as the source lies.
template <class Word>
void pack_lines(const row_panels::view &to, const row_panels::weights &from, size_t panel, Word *words) {
    const size_t stride = to.of.all_gates * to.of.units, width = to.of.gates * to.panel_units;
    for (size_t k = 0; k < to.lines; ++k) {
        const size_t input = k * inputs_per_line(to.precision);
        const float *row = from.values + input * stride;
        for_columns(to, panel, [&](size_t j, size_t place) {
            const bool is_unit = place != nowhere;
            store_word(words + k * width + j, {is_unit ? row + place : row, stride, is_unit ? to.of.inputs - input : 0,
                                               scale_of(from, place)});
        });
    }
}

void pack_columns(const row_panels::view &to, const row_panels::weights &from, size_t panel, const byte_line *lines,
                  const byte_columns &columns) {
    const size_t width = to.of.gates * to.panel_units;
    std::fill_n(columns.totals, width, 0);
    for (size_t k = 0; k < to.lines; ++k)
        for (size_t j = 0; j < width; ++j)
            for (const int8_t weight : lines[k * width + j].weights)
                columns.totals[j] += weight;
    for_columns(to, panel,
                [&](size_t j, size_t place) { columns.inverses[j] = 1 / (scale_of(from, place) * from.with.scale); });
}

void pack_panel(const row_panels::view &to, const row_panels::weights &from, size_t panel, char *memory) {
    if (to.precision == NRNN_PRECISION_F32)
        return pack_lines(to, from, panel, reinterpret_cast<float *>(memory));
    if (to.precision == NRNN_PRECISION_BF16)
        return pack_lines(to, from, panel, reinterpret_cast<uint32_t *>(memory));
    const size_t width = to.of.gates * to.panel_units;
    auto *lines = reinterpret_cast<byte_line *>(memory);
    auto *totals = reinterpret_cast<int32_t *>(lines + to.lines * width);
    pack_lines(to, from, panel, lines);
    pack_columns(to, from, panel, lines, {totals, reinterpret_cast<float *>(totals + width)});
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

row_panels::row_panels(engine &owner, const columns &of)
    : of_(of), copies_{copy(owner.events()), copy(owner.events()), copy(owner.events())} {}

size_t row_panels::view::panel_bytes() const {
    const size_t width = of.gates * panel_units;
    const size_t besides = precision == NRNN_PRECISION_INT8 ? width * bytes_per_column : 0;
    return lines * width * sizeof(uint32_t) + besides;
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
        multiply_bytes({static_cast<const uint8_t *>(row), lines, from, panel_bytes(), end - begin}, with.shift,
                       {to, of.gates, panel_units, stride});
    else if (precision == NRNN_PRECISION_BF16)
        multiply_bf16(of.gates, static_cast<const float *>(row), lines, reinterpret_cast<const uint32_t *>(from),
                      end - begin, to, stride);
    else
        multiply_floats(of.gates, static_cast<const float *>(row), lines, reinterpret_cast<const float *>(from),
                        end - begin, to, stride);
}

} // namespace nrnn

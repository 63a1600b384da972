// Weights for products with a single row. A panel holds some units: a line per input, with the weights of all gates of
// these units side by side. So a product reads memory once, from front to back, and the gates of a unit are complete
// when its panel is done.
#pragma once

#include <array>
#include <mutex>

#include "core/quantisation.hpp"

namespace nrnn {

class row_panels {
public:
    // Some gates of a weight tensor [inputs, all_gates, units].
    struct part {
        size_t inputs;
        size_t all_gates;
        size_t first_gate;
        size_t gates; // 1 to 4
        size_t units;
    };
    struct weights {
        const float *values;
        uint64_t version; // 0 stands for "unknown": packed every time
        int32_t precision;
        const float *scales; // [all_gates, units], int8 only
        quantisation with;   // of rows, int8 only
    };

    // Sums have so many units a gate that all panels are whole.
    static constexpr size_t widest_panel = 128;
    static size_t padded(size_t units) { return (units + widest_panel - 1) / widest_panel * widest_panel; }

    // Whether this build computes the precision.
    static bool has(int32_t precision);

    row_panels(engine &owner, const part &of);

    // The panels of one version of the weights, in one precision.
    struct view {
        const void *memory;
        part of;
        size_t panel_units;
        size_t lines; // of a panel: an input each, two in bf16, four in int8
        int32_t precision;
        quantisation with;

        size_t panels() const { return (of.units + panel_units - 1) / panel_units; }
        size_t columns() const { return of.gates * panel_units; } // of a panel
        size_t panel_bytes() const;
        // sums[g * stride + u] += the product of the row with the weights, for the units of panels begin to end - 1.
        // row: floats, or in int8 bytes; behind it zeros up to the end of a line.
        void multiply(const void *row, size_t begin, size_t end, float *sums, size_t stride) const;
    };
    // Packs where this version has not been packed yet.
    view get(session &session, const weights &wanted);

private:
    struct copy {
        explicit copy(counters &events) : memory(events) {}

        memory_block memory;
        const float *source = nullptr;
        uint64_t version = 0;
    };

    part of_;
    std::mutex mutex_;
    std::array<copy, 3> copies_; // by precision
};

} // namespace nrnn

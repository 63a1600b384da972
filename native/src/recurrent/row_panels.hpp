// Weights for products with a single row. A panel holds some units: a line per input, with the weights of all gates of
// these units side by side. So a product reads memory once, from front to back, and the gates of a unit are complete
// when its panel is done.
#pragma once

#include <array>
#include <mutex>

#include "core/session.hpp"

namespace nrnn {

class row_panels {
public:
    // Some gates of a weight tensor [inputs, all_gates, units].
    struct columns {
        size_t inputs;
        size_t all_gates;
        size_t first_gate;
        size_t gates; // 1 to 4
        size_t units;
    };

    // Sums have so many units a gate that all panels are whole.
    static constexpr size_t widest_panel = 128;
    static size_t padded(size_t units) { return (units + widest_panel - 1) / widest_panel * widest_panel; }

    row_panels(engine &owner, const columns &of);

    // The panels of one version of the weights, in one precision.
    struct view {
        const void *weights;
        columns of;
        size_t panel_units;
        size_t panel_bytes;
        bool is_bf16;

        size_t panels() const { return (of.units + panel_units - 1) / panel_units; }
        // sums[g * stride + u] += the product of the row with the weights, for the units of panels begin to end - 1.
        // In bf16 one 0 follows a row of odd length.
        void multiply(const float *row, size_t begin, size_t end, float *sums, size_t stride) const;
    };
    // Packs where this version has not been packed yet; a version of 0 stands for "unknown" and is packed every time.
    view get(session &session, const float *source, uint64_t version, int32_t precision);

private:
    struct copy {
        explicit copy(counters &events) : memory(events) {}

        memory_block memory;
        const float *source = nullptr;
        uint64_t version = 0;
    };

    view view_of(const copy &packed, bool is_bf16) const;

    columns of_;
    std::mutex mutex_;
    std::array<copy, 2> copies_; // float32, bf16
};

} // namespace nrnn

#include "ops/sampling.hpp"

#include "ops/shape.hpp"
#include "ops/softmax.hpp"

#include <cmath>

namespace nrnn {
namespace {

struct candidate {
    float logit;
    int32_t id;
};

// The more likely first; among equals the lower index.
bool precedes(const candidate &a, const candidate &b) {
    return a.logit > b.logit || (a.logit == b.logit && a.id < b.id);
}
bool follows(const candidate &a, const candidate &b) { return precedes(b, a); }

struct row_scratch {
    float *weights;        // [V], e^((logit - maximum) / temperature); 0 for a class that is dropped
    candidate *candidates; // [V]
};

row_scratch scratch_of(session &session, size_t classes) {
    void *memory = session.workspace(area(classes, sizeof(float) + sizeof(candidate)));
    auto *weights = static_cast<float *>(memory);
    return {weights, reinterpret_cast<candidate *>(weights + classes)};
}

NRNN_MULTIVERSION bool has_nan(const float *values, size_t count) {
    int found = 0;
    for (size_t i = 0; i < count; ++i)
        found |= values[i] != values[i] ? 1 : 0;
    return found != 0;
}

NRNN_MULTIVERSION float maximum_of(const float *logits, size_t classes) { return row_maximum(logits, classes); }

NRNN_MULTIVERSION void weigh(const float *logits, size_t classes, float temperature, float *weights) {
    const float maximum = row_maximum(logits, classes);
    for (size_t i = 0; i < classes; ++i)
        weights[i] = (logits[i] - maximum) / temperature;
    row_exp(weights, classes, 0, weights);
}

int32_t most_likely(const float *logits, size_t classes) {
    const float *best = std::find(logits, logits + classes, maximum_of(logits, classes));
    return static_cast<int32_t>(best - logits);
}

double total_weight(const row_scratch &row, const candidate *begin, const candidate *end) {
    double total = 0;
    for (const candidate *c = begin; c != end; ++c)
        total += row.weights[c->id];
    return total;
}

void drop(const row_scratch &row, const candidate *begin, const candidate *end) {
    for (const candidate *c = begin; c != end; ++c)
        row.weights[c->id] = 0;
}

// Drops all but the `count` most likely candidates; returns the end of those kept.
candidate *keep_top_k(const row_scratch &row, candidate *end, size_t count) {
    candidate *kept = row.candidates + count;
    std::nth_element(row.candidates, kept, end, precedes);
    drop(row, kept, end);
    return kept;
}

// Drops all but the smallest set of most likely candidates whose part of the weight reaches p.
void keep_top_p(const row_scratch &row, candidate *end, double p) {
    const double share = p * total_weight(row, row.candidates, end);
    // A heap yields candidates one by one, from the most likely on, and moves each to its end.
    std::make_heap(row.candidates, end, follows);
    double reached = 0;
    while (end != row.candidates && reached < share) {
        std::pop_heap(row.candidates, end, follows);
        --end;
        reached += row.weights[end->id];
    }
    drop(row, row.candidates, end);
}

bool keeps_top_k(const nrnn_sample_desc &desc) {
    return desc.top_k > 0 && static_cast<size_t>(desc.top_k) < desc.classes;
}

void filter(const nrnn_sample_desc &desc, const float *logits, const row_scratch &row) {
    candidate *end = row.candidates + desc.classes;
    for (size_t i = 0; i < desc.classes; ++i)
        row.candidates[i] = {logits[i], static_cast<int32_t>(i)};
    if (keeps_top_k(desc))
        end = keep_top_k(row, end, static_cast<size_t>(desc.top_k));
    if (desc.top_p < 1)
        keep_top_p(row, end, desc.top_p);
}

// Inverse transform: the first class at which the sum of the weights exceeds the uniform's part of it.
int32_t draw(const float *weights, size_t classes, float uniform) {
    double total = 0;
    for (size_t i = 0; i < classes; ++i)
        total += weights[i];
    const double share = uniform * total;
    double reached = 0;
    size_t id = 0;
    while (id < classes && (reached += weights[id]) <= share)
        ++id;
    return static_cast<int32_t>(id);
}

int32_t draw_row(const nrnn_sample_desc &desc, const float *logits, float uniform, const row_scratch &row) {
    weigh(logits, desc.classes, desc.temperature, row.weights);
    if (desc.top_p < 1 || keeps_top_k(desc))
        filter(desc, logits, row);
    return draw(row.weights, desc.classes, uniform);
}

void validate(const nrnn_sample_desc &desc) {
    require(desc.rows > 0 && desc.classes > 0, "nrnn_sample_desc's rows and classes must be at least 1");
    require(desc.classes <= static_cast<size_t>(std::numeric_limits<int32_t>::max()),
            "nrnn_sample_desc.classes must fit 32 bits");
    require(std::isfinite(desc.temperature) && desc.temperature >= 0,
            "nrnn_sample_desc.temperature must be finite and at least 0");
    require(desc.top_p > 0 && desc.top_p <= 1, "nrnn_sample_desc.top_p must be above 0 and at most 1");
    require(desc.top_k >= 0, "nrnn_sample_desc.top_k must be at least 0");
}

// Before anything is drawn, so that a failure writes nothing.
void validate_rows(const nrnn_sample_desc &desc, const float *logits, const float *uniforms) {
    for (size_t row = 0; row < desc.rows; ++row) {
        const float *x = logits + row * desc.classes;
        require(!has_nan(x, desc.classes), "the logits hold NaN: training has diverged");
        require(std::isfinite(maximum_of(x, desc.classes)),
                "a row of logits has no finite maximum: it holds infinity, or every class is excluded");
        require(uniforms[row] >= 0 && uniforms[row] < 1, "uniforms must be at least 0 and below 1");
    }
}

} // namespace

void sample(session &session, const nrnn_sample_desc &desc, const nrnn_tensor &logits, const float *uniforms,
            int32_t *ids) {
    validate(desc);
    require(uniforms != nullptr, "uniforms must not be null");
    require(ids != nullptr, "ids must not be null");
    const size_t count = area(desc.rows, desc.classes);
    const float *x = session.readable(floats_of(logits, count, "logits"), count); // [M, V]
    validate_rows(desc, x, uniforms);
    const row_scratch scratch = scratch_of(session, desc.classes);
    for (size_t row = 0; row < desc.rows; ++row, x += desc.classes) {
        ids[row] = desc.temperature == 0 ? most_likely(x, desc.classes) : draw_row(desc, x, uniforms[row], scratch);
    }
}

} // namespace nrnn

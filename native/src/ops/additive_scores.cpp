#include "ops/additive_scores.hpp"

#include "core/fast_math.hpp"

#include <algorithm>

namespace nrnn {
namespace {

// hidden = tanh(query + key), a chunk of them; zeros behind the end.
NRNN_INLINE void hidden_chunk(const float *query, const float *key, size_t count, chunk &hidden) {
    chunk other;
    load_chunk(hidden, query, count, 0);
    load_chunk(other, key, count, 0);
    for (size_t i = 0; i < chunk_size; ++i)
        hidden.values[i] += other.values[i];
    tanh_chunk(hidden);
}

NRNN_INLINE float score(const float *query, const float *key, const float *scorer, size_t width) {
    float sums[chunk_size] = {};
    chunk hidden;
    chunk factors;
    for (size_t d = 0; d < width; d += chunk_size) {
        hidden_chunk(query + d, key + d, width - d, hidden);
        load_chunk(factors, scorer + d, width - d, 0);
        for (size_t i = 0; i < chunk_size; ++i)
            sums[i] += factors.values[i] * hidden.values[i];
    }
    return sum_lanes(sums);
}

struct pair_gradients {
    float score;
    float *query;
    float *key;
    float *scorer;
};

// target += values, a chunk of them.
NRNN_INLINE void add_chunk(float *target, const chunk &values, size_t count) {
    chunk sum;
    load_chunk(sum, target, count, 0);
    for (size_t i = 0; i < chunk_size; ++i)
        sum.values[i] += values.values[i];
    store_chunk(target, sum, count);
}

// What one score hands back; every gradient is added to.
NRNN_INLINE void score_backward(const float *query, const float *key, const float *scorer, size_t width,
                                const pair_gradients &gradients) {
    chunk hidden;
    chunk slope;
    for (size_t d = 0; d < width; d += chunk_size) {
        const size_t count = width - d;
        hidden_chunk(query + d, key + d, count, hidden);
        load_chunk(slope, scorer + d, count, 0);
        for (size_t i = 0; i < chunk_size; ++i) {
            const float h = hidden.values[i];
            slope.values[i] *= gradients.score * (1 - h * h);
            hidden.values[i] = gradients.score * h;
        }
        add_chunk(gradients.query + d, slope, count);
        add_chunk(gradients.key + d, slope, count);
        add_chunk(gradients.scorer + d, hidden, count);
    }
}

} // namespace

NRNN_MULTIVERSION void additive_scores(const scattered_rows &queries, const scattered_rows &keys, const float *scorer,
                                       size_t width, const scattered_rows &scores) {
    for (size_t i = 0; i < queries.count; ++i)
        for (size_t j = 0; j < keys.count; ++j)
            scores[i][j] = score(queries[i], keys[j], scorer, width);
}

NRNN_MULTIVERSION void additive_scores_backward(const scattered_rows &queries, const scattered_rows &keys,
                                                const float *scorer, size_t width,
                                                const additive_gradients &gradients) {
    for (size_t i = 0; i < queries.count; ++i) {
        std::fill_n(gradients.queries[i], width, 0.0f);
        for (size_t j = 0; j < keys.count; ++j)
            score_backward(queries[i], keys[j], scorer, width,
                           {gradients.scores[i][j], gradients.queries[i], gradients.keys[j], gradients.scorer});
    }
}

} // namespace nrnn

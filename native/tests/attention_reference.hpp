// Attention by its definition, in double, one row at a time.
#pragma once

#include "fixture.hpp"

namespace nrnn_test {

using doubles = std::vector<double>;

struct attention_case {
    int32_t kind;
    size_t rows, steps, batch, key_width, value_width;
    std::vector<int32_t> lengths;   // empty: all steps
    std::vector<int32_t> sentences; // empty: r % batch

    nrnn_attention_shape shape() const {
        auto s = sized<nrnn_attention_shape>();
        s.kind = kind;
        s.rows = rows;
        s.steps = steps;
        s.batch = batch;
        s.key_width = key_width;
        s.value_width = value_width;
        s.lengths = lengths.empty() ? nullptr : lengths.data();
        s.sentences = sentences.empty() ? nullptr : sentences.data();
        return s;
    }
    size_t sentence_of(size_t row) const { return sentences.empty() ? row % batch : sentences[row]; }
    size_t length_of(size_t sentence) const { return lengths.empty() ? steps : lengths[sentence]; }
    bool additive() const { return kind == NRNN_ATTENTION_ADDITIVE; }
};

struct attention_data {
    explicit attention_data(const attention_case &c)
        : query(random_floats(c.rows * c.key_width, 1)), keys(random_floats(c.steps * c.batch * c.key_width, 2)),
          values(random_floats(c.steps * c.batch * c.value_width, 3)), scorer(random_floats(c.key_width, 4)),
          context_gradient(random_floats(c.rows * c.value_width, 5)) {}

    floats query, keys, values, scorer, context_gradient;
};

struct attention_results {
    doubles weights, context, query_gradient, keys_gradient, values_gradient, scorer_gradient;
};

class attention_reference {
public:
    attention_reference(const attention_case &c, const attention_data &data) : c_(c), data_(data) {
        results.weights.resize(c.rows * c.steps);
        results.context.resize(c.rows * c.value_width);
        results.query_gradient.resize(data.query.size());
        results.keys_gradient.resize(data.keys.size());
        results.values_gradient.resize(data.values.size());
        results.scorer_gradient.resize(data.scorer.size());
        for (size_t row = 0; row < c.rows; ++row) {
            forward(row);
            backward(row);
        }
    }

    attention_results results;

private:
    size_t valid(size_t row) const { return c_.length_of(c_.sentence_of(row)); }
    size_t memory_row(size_t row, size_t step) const { return step * c_.batch + c_.sentence_of(row); }
    double &weight(size_t row, size_t step) { return results.weights[row * c_.steps + step]; }
    double hidden(size_t row, size_t step, size_t d) const {
        return std::tanh(double{data_.query[row * c_.key_width + d]} +
                         data_.keys[memory_row(row, step) * c_.key_width + d]);
    }

    double score(size_t row, size_t step) const {
        double sum = 0;
        for (size_t d = 0; d < c_.key_width; ++d)
            sum += c_.additive() ? data_.scorer[d] * hidden(row, step, d)
                                 : double{data_.query[row * c_.key_width + d]} *
                                       data_.keys[memory_row(row, step) * c_.key_width + d];
        return sum;
    }

    void forward(size_t row) {
        double total = 0;
        for (size_t step = 0; step < valid(row); ++step)
            total += weight(row, step) = std::exp(score(row, step));
        for (size_t step = 0; step < valid(row); ++step) {
            weight(row, step) /= total;
            for (size_t m = 0; m < c_.value_width; ++m)
                results.context[row * c_.value_width + m] +=
                    weight(row, step) * data_.values[memory_row(row, step) * c_.value_width + m];
        }
    }

    void backward(size_t row) {
        doubles gradient(c_.steps);
        double mean = 0;
        for (size_t step = 0; step < valid(row); ++step) {
            for (size_t m = 0; m < c_.value_width; ++m) {
                const double dc = data_.context_gradient[row * c_.value_width + m];
                const size_t at = memory_row(row, step) * c_.value_width + m;
                gradient[step] += dc * data_.values[at];
                results.values_gradient[at] += dc * weight(row, step);
            }
            mean += weight(row, step) * gradient[step];
        }
        for (size_t step = 0; step < valid(row); ++step)
            score_backward(row, step, weight(row, step) * (gradient[step] - mean));
    }

    void score_backward(size_t row, size_t step, double gradient) {
        for (size_t d = 0; d < c_.key_width; ++d) {
            const size_t q = row * c_.key_width + d, k = memory_row(row, step) * c_.key_width + d;
            if (!c_.additive()) {
                results.query_gradient[q] += gradient * data_.keys[k];
                results.keys_gradient[k] += gradient * data_.query[q];
                continue;
            }
            const double h = hidden(row, step, d);
            const double inner = gradient * data_.scorer[d] * (1 - h * h);
            results.query_gradient[q] += inner;
            results.keys_gradient[k] += inner;
            results.scorer_gradient[d] += gradient * h;
        }
    }

    const attention_case &c_;
    const attention_data &data_;
};

} // namespace nrnn_test

#include "ops/attention.hpp"

#include "ops/additive_scores.hpp"
#include "ops/sentence_rows.hpp"
#include "ops/shape.hpp"
#include "ops/softmax.hpp"

namespace nrnn {
namespace {

// Multiplications worth a block of their own, and how many a tanh costs.
constexpr size_t block_multiplications = 8 * block_size;
constexpr size_t tanh_cost = 8;

struct operands {
    float *query;   // [R, D]
    float *keys;    // [T, N, D]
    float *values;  // [T, N, M]
    float *scorer;  // [D], additive only
    float *weights; // [R, T]
};

struct operand_gradients {
    float *context;       // [R, M]
    float *query;         // [R, D]
    float *keys;          // [T, N, D]
    float *values;        // [T, N, M]
    float *scorer;        // [D]
    float *scores;        // [R, T], scratch
    float *scorer_shares; // [N, D], scratch
};

// One sentence's part of the tensors.
class sentence {
public:
    sentence(const nrnn_attention_shape &shape, const sentence_rows &rows, size_t number)
        : shape_(shape), number_(number), rows_(rows.rows_of(number)), count_(rows.count_of(number)),
          length_(shape.lengths != nullptr ? static_cast<size_t>(shape.lengths[number]) : shape.steps) {}

    size_t number() const { return number_; }
    size_t length() const { return length_; }

    // Its rows of a tensor [R, width].
    scattered_rows rows(float *tensor, size_t width) const { return {tensor, width, rows_, count_}; }
    // Its valid steps of a tensor [T, N, width].
    scattered_rows steps(float *tensor, size_t width) const {
        return {tensor + number_ * width, shape_.batch * width, nullptr, length_};
    }

private:
    const nrnn_attention_shape &shape_;
    size_t number_;
    const size_t *rows_;
    size_t count_;
    size_t length_;
};

// In place; zeros behind the sentence's end.
NRNN_MULTIVERSION void softmax_row(float *row, size_t length, size_t steps) {
    const float maximum = row_maximum(row, length);
    const auto factor = static_cast<float>(1 / row_exp(row, length, maximum, row));
    for (size_t i = 0; i < length; ++i)
        row[i] *= factor;
    std::fill(row + length, row + steps, 0.0f);
}

// The weights' gradient becomes the scores'.
NRNN_MULTIVERSION void softmax_row_backward(const float *weights, float *gradient, size_t length) {
    float mean = 0;
    for (size_t i = 0; i < length; ++i)
        mean += weights[i] * gradient[i];
    for (size_t i = 0; i < length; ++i)
        gradient[i] = weights[i] * (gradient[i] - mean);
}

bool is_additive(const nrnn_attention_shape &shape) { return shape.kind == NRNN_ATTENTION_ADDITIVE; }

void forward(const nrnn_attention_shape &shape, const operands &tensors, float *context, const sentence &part) {
    const auto queries = part.rows(tensors.query, shape.key_width);
    const auto keys = part.steps(tensors.keys, shape.key_width);
    const auto weights = part.rows(tensors.weights, shape.steps);
    if (is_additive(shape))
        additive_scores(queries, keys, tensors.scorer, shape.key_width, weights);
    else
        multiply_rows(queries, keys, shape.key_width, weights);
    for (size_t i = 0; i < weights.count; ++i)
        softmax_row(weights[i], part.length(), shape.steps);
    combine_rows(weights, part.steps(tensors.values, shape.value_width), shape.value_width,
                 part.rows(context, shape.value_width));
}

void dot_scores_backward(const nrnn_attention_shape &shape, const operands &tensors, const operand_gradients &gradients,
                         const sentence &part) {
    const size_t width = shape.key_width;
    const auto scores = part.rows(gradients.scores, shape.steps);
    if (gradients.query != nullptr)
        combine_rows(scores, part.steps(tensors.keys, width), width, part.rows(gradients.query, width));
    if (gradients.keys != nullptr)
        add_combined_rows(scores, part.rows(tensors.query, width), width, part.steps(gradients.keys, width));
}

void additive_scores_backward(const nrnn_attention_shape &shape, const operands &tensors,
                              const operand_gradients &gradients, const sentence &part) {
    const size_t width = shape.key_width;
    float *scorer_share = gradients.scorer_shares + part.number() * width;
    std::fill_n(scorer_share, width, 0.0f);
    additive_scores_backward(part.rows(tensors.query, width), part.steps(tensors.keys, width), tensors.scorer, width,
                             {part.rows(gradients.scores, shape.steps), part.rows(gradients.query, width),
                              part.steps(gradients.keys, width), scorer_share});
}

void backward(const nrnn_attention_shape &shape, const operands &tensors, const operand_gradients &gradients,
              const sentence &part) {
    const auto context = part.rows(gradients.context, shape.value_width);
    const auto weights = part.rows(tensors.weights, shape.steps);
    const auto scores = part.rows(gradients.scores, shape.steps);
    multiply_rows(context, part.steps(tensors.values, shape.value_width), shape.value_width, scores);
    for (size_t i = 0; i < scores.count; ++i)
        softmax_row_backward(weights[i], scores[i], part.length());
    if (is_additive(shape))
        additive_scores_backward(shape, tensors, gradients, part);
    else
        dot_scores_backward(shape, tensors, gradients, part);
    if (gradients.values != nullptr)
        add_combined_rows(weights, context, shape.value_width, part.steps(gradients.values, shape.value_width));
}

void validate_lengths(const nrnn_attention_shape &shape) {
    for (size_t n = 0; shape.lengths != nullptr && n < shape.batch; ++n)
        if (shape.lengths[n] < 0 || static_cast<size_t>(shape.lengths[n]) > shape.steps)
            refuse_id(shape.lengths, n, shape.steps + 1, "lengths");
}

void validate(const nrnn_attention_shape &shape, const nrnn_tensor *views, size_t view_count, size_t expected) {
    require(shape.kind == NRNN_ATTENTION_DOT || is_additive(shape),
            "nrnn_attention_shape.kind must be NRNN_ATTENTION_DOT or NRNN_ATTENTION_ADDITIVE");
    require(shape.rows > 0 && shape.steps > 0 && shape.batch > 0 && shape.key_width > 0 && shape.value_width > 0,
            "nrnn_attention_shape's sizes must be at least 1");
    require(views != nullptr && view_count == expected,
            "views must hold NRNN_ATTENTION_FORWARD_VIEWS tensors forward, NRNN_ATTENTION_BACKWARD_VIEWS backward");
    validate_lengths(shape);
    if (shape.sentences != nullptr)
        require_ids(shape.sentences, shape.rows, shape.batch, "sentences");
}

operands operands_of(const nrnn_attention_shape &shape, const nrnn_tensor *views) {
    const size_t memory_rows = area(shape.steps, shape.batch);
    return {floats_of(views[NRNN_ATTENTION_QUERY], area(shape.rows, shape.key_width), "query"),
            floats_of(views[NRNN_ATTENTION_KEYS], area(memory_rows, shape.key_width), "keys"),
            floats_of(views[NRNN_ATTENTION_VALUES], area(memory_rows, shape.value_width), "values"),
            is_additive(shape) ? floats_of(views[NRNN_ATTENTION_SCORER], shape.key_width, "scorer") : nullptr,
            floats_of(views[NRNN_ATTENTION_WEIGHTS], area(shape.rows, shape.steps), "weights")};
}

operand_gradients gradients_of(const nrnn_attention_shape &shape, const nrnn_tensor *views) {
    // The additive scores' kernel computes all three together.
    const auto wanted = is_additive(shape) ? floats_of : optional_floats_of;
    const size_t memory_rows = area(shape.steps, shape.batch);
    const size_t query_count = area(shape.rows, shape.key_width);
    const size_t keys_count = area(memory_rows, shape.key_width);
    const size_t values_count = area(memory_rows, shape.value_width);
    operand_gradients gradients{};
    gradients.context =
        floats_of(views[NRNN_ATTENTION_CONTEXT_GRADIENT], area(shape.rows, shape.value_width), "context_gradient");
    gradients.query = wanted(views[NRNN_ATTENTION_QUERY_GRADIENT], query_count, "query_gradient");
    gradients.keys = wanted(views[NRNN_ATTENTION_KEYS_GRADIENT], keys_count, "keys_gradient");
    gradients.values = optional_floats_of(views[NRNN_ATTENTION_VALUES_GRADIENT], values_count, "values_gradient");
    if (is_additive(shape))
        gradients.scorer = floats_of(views[NRNN_ATTENTION_SCORER_GRADIENT], shape.key_width, "scorer_gradient");
    if (gradients.keys != nullptr && gradients.values != nullptr)
        require(gradients.keys == gradients.values
                    ? keys_count == values_count
                    : !overlap(gradients.keys, keys_count, gradients.values, values_count),
                "keys_gradient and values_gradient must be the same view or must not overlap");
    return gradients;
}

// What only is read; rows of tensors are pointed at alike, whether read or written.
float *readable(session &session, float *address, size_t count) {
    return const_cast<float *>(session.readable(address, count));
}

operands mapped_to_read(session &session, const nrnn_attention_shape &shape, const operands &tensors) {
    const size_t memory_rows = area(shape.steps, shape.batch);
    return {readable(session, tensors.query, area(shape.rows, shape.key_width)),
            readable(session, tensors.keys, area(memory_rows, shape.key_width)),
            readable(session, tensors.values, area(memory_rows, shape.value_width)),
            readable(session, tensors.scorer, shape.key_width),
            readable(session, tensors.weights, area(shape.rows, shape.steps))};
}

operand_gradients mapped(session &session, const nrnn_attention_shape &shape, operand_gradients gradients) {
    const size_t memory_rows = area(shape.steps, shape.batch);
    gradients.query = session.writable(gradients.query, area(shape.rows, shape.key_width));
    gradients.keys = session.writable(gradients.keys, area(memory_rows, shape.key_width));
    gradients.values = session.writable(gradients.values, area(memory_rows, shape.value_width));
    gradients.scorer = session.writable(gradients.scorer, shape.key_width);
    gradients.context = readable(session, gradients.context, area(shape.rows, shape.value_width));
    return gradients;
}

// Sentences to a block: what they cost follows from the counts alone.
size_t sentences_per_block(const nrnn_attention_shape &shape) {
    const size_t width = shape.value_width + shape.key_width * (is_additive(shape) ? tanh_cost : 1);
    const size_t rows = (shape.rows + shape.batch - 1) / shape.batch;
    const size_t cost = area(area(rows, shape.steps), width);
    return std::max<size_t>(1, block_multiplications / cost);
}

template <class Body>
void for_sentences(session &session, const nrnn_attention_shape &shape, size_t *memory, Body &&body) {
    const sentence_rows rows(shape.sentences, shape.rows, shape.batch, memory);
    session.for_blocks(shape.batch, sentences_per_block(shape), [&](size_t begin, size_t end) {
        for (size_t number = begin; number < end; ++number)
            body(sentence(shape, rows, number));
    });
}

NRNN_MULTIVERSION void add_share(const float *share, double *sums, size_t count) {
    for (size_t i = 0; i < count; ++i)
        sums[i] += share[i];
}

// In the order of the sentences, whoever computed their shares.
void add_scorer_shares(session &session, const nrnn_attention_shape &shape, const operand_gradients &gradients) {
    const size_t width = shape.key_width;
    double *sums = session.partials(width);
    std::fill_n(sums, width, 0.0);
    for (size_t number = 0; number < shape.batch; ++number)
        add_share(gradients.scorer_shares + number * width, sums, width);
    for (size_t d = 0; d < width; ++d)
        gradients.scorer[d] += static_cast<float>(sums[d]);
}

} // namespace

void attention_forward(session &session, const nrnn_attention_shape &shape, const nrnn_tensor *views,
                       size_t view_count) {
    validate(shape, views, view_count, NRNN_ATTENTION_FORWARD_VIEWS);
    operands tensors = operands_of(shape, views);
    const size_t context_count = area(shape.rows, shape.value_width), weight_count = area(shape.rows, shape.steps);
    float *context = floats_of(views[NRNN_ATTENTION_CONTEXT], context_count, "context");
    context = session.writable(context, context_count);
    session.writable(tensors.weights, weight_count); // and read below, as a part of itself
    tensors = mapped_to_read(session, shape, tensors);
    void *memory = session.workspace(area(sentence_rows::memory_count(shape.rows, shape.batch), sizeof(size_t)));
    for_sentences(session, shape, static_cast<size_t *>(memory),
                  [&](const sentence &part) { forward(shape, tensors, context, part); });
}

void attention_backward(session &session, const nrnn_attention_shape &shape, const nrnn_tensor *views,
                        size_t view_count) {
    validate(shape, views, view_count, NRNN_ATTENTION_BACKWARD_VIEWS);
    operands tensors = operands_of(shape, views);
    operand_gradients gradients = mapped(session, shape, gradients_of(shape, views));
    tensors = mapped_to_read(session, shape, tensors);
    const size_t order_bytes = area(sentence_rows::memory_count(shape.rows, shape.batch), sizeof(size_t));
    const size_t scores = area(shape.rows, shape.steps);
    const size_t shares = is_additive(shape) ? area(shape.batch, shape.key_width) : 0;
    auto *memory = static_cast<char *>(session.workspace(order_bytes + area(scores + shares, sizeof(float))));
    gradients.scores = reinterpret_cast<float *>(memory + order_bytes);
    gradients.scorer_shares = gradients.scores + scores;
    for_sentences(session, shape, reinterpret_cast<size_t *>(memory),
                  [&](const sentence &part) { backward(shape, tensors, gradients, part); });
    if (is_additive(shape))
        add_scorer_shares(session, shape, gradients);
}

} // namespace nrnn

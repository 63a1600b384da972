// The C functions of the operations: each a guard around the operation, which validates its arguments.
#include "ops/activation.hpp"
#include "ops/attention.hpp"
#include "ops/concat_rows.hpp"
#include "ops/cross_entropy.hpp"
#include "ops/dropout.hpp"
#include "ops/elementwise.hpp"
#include "ops/embedding.hpp"
#include "ops/fold_columns.hpp"
#include "ops/layer_norm.hpp"
#include "ops/linear.hpp"
#include "ops/linear_plan.hpp"
#include "ops/optimizer.hpp"
#include "ops/sampling.hpp"
#include "ops/top_k.hpp"

using nrnn::checked;

namespace {

constexpr const char *rows_shape_message = "nrnn_rows_shape is null or from another version";
constexpr const char *groups_shape_message = "nrnn_groups_shape is null or from another version";
constexpr const char *fold_shape_message = "nrnn_fold_shape is null or from another version";
constexpr const char *embedding_shape_message = "nrnn_embedding_shape is null or from another version";
constexpr const char *dropout_desc_message = "nrnn_dropout_desc is null or from another version";
constexpr const char *linear_shape_message = "nrnn_linear_shape is null or from another version";
constexpr const char *concat_shape_message = "nrnn_concat_shape is null or from another version";
constexpr const char *layer_norm_shape_message = "nrnn_layer_norm_shape is null or from another version";
constexpr const char *attention_shape_message = "nrnn_attention_shape is null or from another version";
constexpr const char *loss_desc_message = "nrnn_loss_desc is null or from another version";
constexpr const char *loss_message = "nrnn_loss is null or from another version";
constexpr const char *optimizer_desc_message = "nrnn_optimizer_desc is null or from another version";
constexpr const char *sample_desc_message = "nrnn_sample_desc is null or from another version";
constexpr const char *top_k_desc_message = "nrnn_top_k_desc is null or from another version";

} // namespace

nrnn_status nrnn_fill(nrnn_session *session, nrnn_tensor target, float value) {
    return nrnn::run(session, [&](auto &s) { nrnn::fill(s, target, value); });
}

nrnn_status nrnn_copy(nrnn_session *session, nrnn_tensor source, nrnn_tensor target) {
    return nrnn::run(session, [&](auto &s) { nrnn::copy(s, source, target); });
}

nrnn_status nrnn_add(nrnn_session *session, nrnn_tensor source, nrnn_tensor target) {
    return nrnn::run(session, [&](auto &s) { nrnn::add(s, source, target); });
}

nrnn_status nrnn_gather_rows(nrnn_session *session, const nrnn_rows_shape *shape, nrnn_tensor source,
                             nrnn_tensor target, const int32_t *index) {
    return nrnn::run(session,
                     [&](auto &s) { nrnn::gather_rows(s, checked(shape, rows_shape_message), source, target, index); });
}

nrnn_status nrnn_sum_groups(nrnn_session *session, const nrnn_groups_shape *shape, nrnn_tensor source,
                            nrnn_tensor target) {
    return nrnn::run(session,
                     [&](auto &s) { nrnn::sum_groups(s, checked(shape, groups_shape_message), source, target); });
}

nrnn_status nrnn_fold_columns(nrnn_session *session, const nrnn_fold_shape *shape, nrnn_tensor input,
                              nrnn_tensor output) {
    return nrnn::run(session,
                     [&](auto &s) { nrnn::fold_columns(s, checked(shape, fold_shape_message), input, output); });
}

nrnn_status nrnn_repeat_columns(nrnn_session *session, const nrnn_fold_shape *shape, nrnn_tensor output_gradient,
                                nrnn_tensor input_gradient) {
    return nrnn::run(session, [&](auto &s) {
        nrnn::repeat_columns(s, checked(shape, fold_shape_message), output_gradient, input_gradient);
    });
}

nrnn_status nrnn_one_hot(nrnn_session *session, const int32_t *ids, size_t count, size_t classes, nrnn_tensor output) {
    return nrnn::run(session, [&](auto &s) { nrnn::one_hot(s, ids, count, classes, output); });
}

nrnn_status nrnn_embedding_forward(nrnn_session *session, const nrnn_embedding_shape *shape, const int32_t *ids,
                                   nrnn_tensor table, nrnn_tensor output) {
    return nrnn::run(session, [&](auto &s) {
        nrnn::embedding_forward(s, checked(shape, embedding_shape_message), ids, table, output);
    });
}

nrnn_status nrnn_embedding_backward(nrnn_session *session, const nrnn_embedding_shape *shape, const int32_t *ids,
                                    nrnn_tensor output_gradient, nrnn_tensor table_gradient) {
    return nrnn::run(session, [&](auto &s) {
        nrnn::embedding_backward(s, checked(shape, embedding_shape_message), ids, output_gradient, table_gradient);
    });
}

nrnn_status nrnn_dropout(nrnn_session *session, const nrnn_dropout_desc *desc, nrnn_tensor input, nrnn_tensor output) {
    return nrnn::run(session, [&](auto &s) { nrnn::dropout(s, checked(desc, dropout_desc_message), input, output); });
}

nrnn_status nrnn_random_fill(uint64_t seed, uint64_t position, uint32_t *numbers, size_t count) {
    return nrnn::guard([&] { nrnn::random_fill(seed, position, numbers, count); });
}

nrnn_linear_weights *nrnn_linear_weights_create(nrnn_engine *engine, const nrnn_linear_desc *desc) {
    return nrnn::guard_create([&] {
        return new nrnn_linear_weights(nrnn::unwrap(engine, "the engine handle is null"),
                                       checked(desc, "nrnn_linear_desc is null or from another version"));
    });
}

void nrnn_linear_weights_destroy(nrnn_linear_weights *weights) { delete weights; }

nrnn_status nrnn_linear_forward(nrnn_session *session, const nrnn_linear_shape *shape, nrnn_tensor input,
                                nrnn_tensor weights, nrnn_tensor bias, nrnn_tensor output) {
    return nrnn::run(session, [&](auto &s) {
        nrnn::linear_forward(s, checked(shape, linear_shape_message), input, weights, bias, output);
    });
}

nrnn_status nrnn_linear_backward_input(nrnn_session *session, const nrnn_linear_shape *shape,
                                       nrnn_tensor output_gradient, nrnn_tensor weights, nrnn_tensor input_gradient) {
    return nrnn::run(session, [&](auto &s) {
        nrnn::linear_backward_input(s, checked(shape, linear_shape_message), output_gradient, weights, input_gradient);
    });
}

nrnn_status nrnn_linear_backward_weights(nrnn_session *session, const nrnn_linear_shape *shape, nrnn_tensor input,
                                         nrnn_tensor output_gradient, nrnn_tensor weights_gradient,
                                         nrnn_tensor bias_gradient) {
    return nrnn::run(session, [&](auto &s) {
        nrnn::linear_backward_weights(s, checked(shape, linear_shape_message), input, output_gradient, weights_gradient,
                                      bias_gradient);
    });
}

nrnn_status nrnn_tanh(nrnn_session *session, nrnn_tensor input, nrnn_tensor output) {
    return nrnn::run(session, [&](auto &s) { nrnn::tanh_forward(s, input, output); });
}

nrnn_status nrnn_tanh_backward(nrnn_session *session, nrnn_tensor output, nrnn_tensor output_gradient,
                               nrnn_tensor input_gradient) {
    return nrnn::run(session, [&](auto &s) { nrnn::tanh_backward(s, output, output_gradient, input_gradient); });
}

nrnn_status nrnn_concat_rows(nrnn_session *session, const nrnn_concat_shape *shape, nrnn_tensor left, nrnn_tensor right,
                             nrnn_tensor output) {
    return nrnn::run(session,
                     [&](auto &s) { nrnn::concat_rows(s, checked(shape, concat_shape_message), left, right, output); });
}

nrnn_status nrnn_concat_rows_backward(nrnn_session *session, const nrnn_concat_shape *shape,
                                      nrnn_tensor output_gradient, nrnn_tensor left_gradient,
                                      nrnn_tensor right_gradient) {
    return nrnn::run(session, [&](auto &s) {
        nrnn::concat_rows_backward(s, checked(shape, concat_shape_message), output_gradient, left_gradient,
                                   right_gradient);
    });
}

nrnn_status nrnn_layer_norm_forward(nrnn_session *session, const nrnn_layer_norm_shape *shape, nrnn_tensor input,
                                    nrnn_tensor gain, nrnn_tensor shift, nrnn_tensor output, nrnn_tensor statistics) {
    return nrnn::run(session, [&](auto &s) {
        nrnn::layer_norm_forward(s, checked(shape, layer_norm_shape_message), input, gain, shift, output, statistics);
    });
}

nrnn_status nrnn_layer_norm_backward(nrnn_session *session, const nrnn_layer_norm_shape *shape, nrnn_tensor input,
                                     nrnn_tensor gain, nrnn_tensor statistics, nrnn_tensor output_gradient,
                                     nrnn_tensor input_gradient, nrnn_tensor gain_gradient,
                                     nrnn_tensor shift_gradient) {
    return nrnn::run(session, [&](auto &s) {
        nrnn::layer_norm_backward(s, checked(shape, layer_norm_shape_message), input, gain, statistics, output_gradient,
                                  {input_gradient, gain_gradient, shift_gradient});
    });
}

nrnn_status nrnn_attention_forward(nrnn_session *session, const nrnn_attention_shape *shape, const nrnn_tensor *views,
                                   size_t view_count) {
    return nrnn::run(session, [&](auto &s) {
        nrnn::attention_forward(s, checked(shape, attention_shape_message), views, view_count);
    });
}

nrnn_status nrnn_attention_backward(nrnn_session *session, const nrnn_attention_shape *shape, const nrnn_tensor *views,
                                    size_t view_count) {
    return nrnn::run(session, [&](auto &s) {
        nrnn::attention_backward(s, checked(shape, attention_shape_message), views, view_count);
    });
}

nrnn_status nrnn_cross_entropy(nrnn_session *session, const nrnn_loss_desc *desc, nrnn_tensor logits,
                               const int32_t *targets, nrnn_tensor gradient, nrnn_loss *loss) {
    return nrnn::run(session, [&](auto &s) {
        checked(loss, loss_message);
        *loss = nrnn::cross_entropy(s, checked(desc, loss_desc_message), logits, targets, gradient);
    });
}

nrnn_status nrnn_squared_norm(nrnn_session *session, nrnn_tensor values, double *result) {
    return nrnn::run(session,
                     [&](auto &s) { nrnn::unwrap(result, "result must not be null") = nrnn::squared_norm(s, values); });
}

nrnn_status nrnn_optimizer_step(nrnn_session *session, const nrnn_optimizer_desc *desc, nrnn_tensor parameters,
                                nrnn_tensor gradients, nrnn_tensor first_moment, nrnn_tensor second_moment) {
    return nrnn::run(session, [&](auto &s) {
        nrnn::optimizer_step(s, checked(desc, optimizer_desc_message), parameters, gradients, first_moment,
                             second_moment);
    });
}

nrnn_status nrnn_sample(nrnn_session *session, const nrnn_sample_desc *desc, nrnn_tensor logits, const float *uniforms,
                        int32_t *ids) {
    return nrnn::run(session,
                     [&](auto &s) { nrnn::sample(s, checked(desc, sample_desc_message), logits, uniforms, ids); });
}

nrnn_status nrnn_top_k(nrnn_session *session, const nrnn_top_k_desc *desc, nrnn_tensor logits, int32_t *ids,
                       float *log_probabilities) {
    return nrnn::run(
        session, [&](auto &s) { nrnn::top_k(s, checked(desc, top_k_desc_message), logits, ids, log_probabilities); });
}

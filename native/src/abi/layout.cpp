// The layout of every struct of the header as this compiler sees it, for bindings to compare with.
#include "nativernn/nativernn.h"

#include <sstream>
#include <string>

namespace {

class layout_text {
public:
    template <class Struct>
    layout_text &type(const char *name) {
        text_ << (text_.tellp() > 0 ? "\n" : "") << name << ' ' << sizeof(Struct);
        return *this;
    }
    layout_text &field(const char *name, size_t offset) {
        text_ << ' ' << name << ' ' << offset;
        return *this;
    }
    std::string str() const { return text_.str(); }

private:
    std::ostringstream text_;
};

#define TYPE(name) text.type<name>(#name)
#define FIELD(name, member) text.field(#member, offsetof(name, member))

void engine_layouts(layout_text &text) {
    TYPE(nrnn_engine_desc);
    FIELD(nrnn_engine_desc, struct_size);
    FIELD(nrnn_engine_desc, kind);
    FIELD(nrnn_engine_desc, index);
    FIELD(nrnn_engine_desc, threads);
    FIELD(nrnn_engine_desc, spin_microseconds);
    TYPE(nrnn_engine_info);
    FIELD(nrnn_engine_info, struct_size);
    FIELD(nrnn_engine_info, kind);
    FIELD(nrnn_engine_info, index);
    FIELD(nrnn_engine_info, threads);
    FIELD(nrnn_engine_info, reserved);
    TYPE(nrnn_engine_counters);
    FIELD(nrnn_engine_counters, struct_size);
    FIELD(nrnn_engine_counters, live_buffers);
    FIELD(nrnn_engine_counters, live_bytes);
    FIELD(nrnn_engine_counters, live_layers);
    FIELD(nrnn_engine_counters, live_sessions);
    FIELD(nrnn_engine_counters, allocations);
    FIELD(nrnn_engine_counters, primitives_created);
    FIELD(nrnn_engine_counters, primitive_hits);
    FIELD(nrnn_engine_counters, primitive_evictions);
    FIELD(nrnn_engine_counters, weight_packs);
    TYPE(nrnn_tensor);
    FIELD(nrnn_tensor, buffer);
    FIELD(nrnn_tensor, offset);
    FIELD(nrnn_tensor, count);
}

void op_layouts(layout_text &text) {
    TYPE(nrnn_rows_shape);
    FIELD(nrnn_rows_shape, struct_size);
    FIELD(nrnn_rows_shape, groups);
    FIELD(nrnn_rows_shape, source_rows);
    FIELD(nrnn_rows_shape, target_rows);
    FIELD(nrnn_rows_shape, width);
    TYPE(nrnn_groups_shape);
    FIELD(nrnn_groups_shape, struct_size);
    FIELD(nrnn_groups_shape, groups);
    FIELD(nrnn_groups_shape, rows);
    FIELD(nrnn_groups_shape, width);
    TYPE(nrnn_fold_shape);
    FIELD(nrnn_fold_shape, struct_size);
    FIELD(nrnn_fold_shape, rows);
    FIELD(nrnn_fold_shape, width);
    FIELD(nrnn_fold_shape, parts);
    TYPE(nrnn_embedding_shape);
    FIELD(nrnn_embedding_shape, struct_size);
    FIELD(nrnn_embedding_shape, count);
    FIELD(nrnn_embedding_shape, classes);
    FIELD(nrnn_embedding_shape, width);
    TYPE(nrnn_dropout_desc);
    FIELD(nrnn_dropout_desc, struct_size);
    FIELD(nrnn_dropout_desc, seed);
    FIELD(nrnn_dropout_desc, position);
    FIELD(nrnn_dropout_desc, rate);
    FIELD(nrnn_dropout_desc, reserved);
    FIELD(nrnn_dropout_desc, period);
    TYPE(nrnn_linear_desc);
    FIELD(nrnn_linear_desc, struct_size);
    FIELD(nrnn_linear_desc, inputs);
    FIELD(nrnn_linear_desc, outputs);
    FIELD(nrnn_linear_desc, transposed);
    FIELD(nrnn_linear_desc, reserved);
    TYPE(nrnn_linear_shape);
    FIELD(nrnn_linear_shape, struct_size);
    FIELD(nrnn_linear_shape, rows);
    FIELD(nrnn_linear_shape, inputs);
    FIELD(nrnn_linear_shape, outputs);
    FIELD(nrnn_linear_shape, transposed);
    FIELD(nrnn_linear_shape, precision);
    FIELD(nrnn_linear_shape, weights_version);
    FIELD(nrnn_linear_shape, packed);
    FIELD(nrnn_linear_shape, input_scale);
    FIELD(nrnn_linear_shape, input_shift);
    TYPE(nrnn_concat_shape);
    FIELD(nrnn_concat_shape, struct_size);
    FIELD(nrnn_concat_shape, rows);
    FIELD(nrnn_concat_shape, left_width);
    FIELD(nrnn_concat_shape, right_rows);
    FIELD(nrnn_concat_shape, right_width);
    FIELD(nrnn_concat_shape, index);
    TYPE(nrnn_layer_norm_shape);
    FIELD(nrnn_layer_norm_shape, struct_size);
    FIELD(nrnn_layer_norm_shape, rows);
    FIELD(nrnn_layer_norm_shape, width);
    FIELD(nrnn_layer_norm_shape, epsilon);
    FIELD(nrnn_layer_norm_shape, reserved);
    TYPE(nrnn_attention_shape);
    FIELD(nrnn_attention_shape, struct_size);
    FIELD(nrnn_attention_shape, kind);
    FIELD(nrnn_attention_shape, reserved);
    FIELD(nrnn_attention_shape, rows);
    FIELD(nrnn_attention_shape, steps);
    FIELD(nrnn_attention_shape, batch);
    FIELD(nrnn_attention_shape, key_width);
    FIELD(nrnn_attention_shape, value_width);
    FIELD(nrnn_attention_shape, lengths);
    FIELD(nrnn_attention_shape, sentences);
}

void training_layouts(layout_text &text) {
    TYPE(nrnn_loss_desc);
    FIELD(nrnn_loss_desc, struct_size);
    FIELD(nrnn_loss_desc, rows);
    FIELD(nrnn_loss_desc, classes);
    FIELD(nrnn_loss_desc, ignored);
    FIELD(nrnn_loss_desc, gradient_scale);
    FIELD(nrnn_loss_desc, label_smoothing);
    FIELD(nrnn_loss_desc, reserved);
    TYPE(nrnn_loss);
    FIELD(nrnn_loss, struct_size);
    FIELD(nrnn_loss, total);
    FIELD(nrnn_loss, count);
    FIELD(nrnn_loss, smoothed);
    TYPE(nrnn_optimizer_desc);
    FIELD(nrnn_optimizer_desc, struct_size);
    FIELD(nrnn_optimizer_desc, kind);
    FIELD(nrnn_optimizer_desc, learning_rate);
    FIELD(nrnn_optimizer_desc, momentum);
    FIELD(nrnn_optimizer_desc, beta1);
    FIELD(nrnn_optimizer_desc, beta2);
    FIELD(nrnn_optimizer_desc, epsilon);
    FIELD(nrnn_optimizer_desc, weight_decay);
    FIELD(nrnn_optimizer_desc, gradient_scale);
    FIELD(nrnn_optimizer_desc, step);
    TYPE(nrnn_sample_desc);
    FIELD(nrnn_sample_desc, struct_size);
    FIELD(nrnn_sample_desc, rows);
    FIELD(nrnn_sample_desc, classes);
    FIELD(nrnn_sample_desc, temperature);
    FIELD(nrnn_sample_desc, top_p);
    FIELD(nrnn_sample_desc, top_k);
    FIELD(nrnn_sample_desc, reserved);
    TYPE(nrnn_top_k_desc);
    FIELD(nrnn_top_k_desc, struct_size);
    FIELD(nrnn_top_k_desc, rows);
    FIELD(nrnn_top_k_desc, classes);
    FIELD(nrnn_top_k_desc, k);
}

void recurrent_layouts(layout_text &text) {
    TYPE(nrnn_recurrent_desc);
    FIELD(nrnn_recurrent_desc, struct_size);
    FIELD(nrnn_recurrent_desc, cell);
    FIELD(nrnn_recurrent_desc, direction);
    FIELD(nrnn_recurrent_desc, bias);
    FIELD(nrnn_recurrent_desc, peephole);
    FIELD(nrnn_recurrent_desc, input_size);
    FIELD(nrnn_recurrent_desc, hidden_size);
    FIELD(nrnn_recurrent_desc, projection_size);
    TYPE(nrnn_recurrent_info);
    FIELD(nrnn_recurrent_info, struct_size);
    FIELD(nrnn_recurrent_info, directions);
    FIELD(nrnn_recurrent_info, gates);
    FIELD(nrnn_recurrent_info, states);
    FIELD(nrnn_recurrent_info, weights_layer);
    FIELD(nrnn_recurrent_info, weights_iter);
    FIELD(nrnn_recurrent_info, bias);
    FIELD(nrnn_recurrent_info, parameters);
    FIELD(nrnn_recurrent_info, weights_peephole);
    FIELD(nrnn_recurrent_info, weights_projection);
    TYPE(nrnn_recurrent_shape);
    FIELD(nrnn_recurrent_shape, struct_size);
    FIELD(nrnn_recurrent_shape, steps);
    FIELD(nrnn_recurrent_shape, batch);
    FIELD(nrnn_recurrent_shape, weights_version);
    FIELD(nrnn_recurrent_shape, training);
    FIELD(nrnn_recurrent_shape, precision);
    FIELD(nrnn_recurrent_shape, lengths);
    FIELD(nrnn_recurrent_shape, value_scale);
    FIELD(nrnn_recurrent_shape, value_shift);
    FIELD(nrnn_recurrent_shape, input_ids);
    FIELD(nrnn_recurrent_shape, input_classes);
}

#undef TYPE
#undef FIELD

std::string layouts() {
    layout_text text;
    engine_layouts(text);
    op_layouts(text);
    training_layouts(text);
    recurrent_layouts(text);
    return text.str();
}

} // namespace

const char *nrnn_abi_layout(void) {
    static const std::string text = layouts();
    return text.c_str();
}

/*
 * NativeRnn: recurrent networks over oneDNN, as a C ABI.
 *
 * Axes are T (time), N (batch), C (input features), H (hidden), D (directions), G (gates), V (classes).
 * All tensors are float32, row-major, in memory that an engine owns: a view is a buffer, an offset and a
 * count. Token ids, targets, options and results are plain host memory: a pointer and a count; native
 * code keeps no pointer to host memory after it returns.
 *
 * Factories return a handle, or NULL on failure. Every other function that can fail returns nrnn_status.
 * A failure sets the calling thread's error code and message; a success leaves them alone.
 *
 * Lifetimes: an engine outlives its buffers, layers and sessions. Engines, buffers and layers may be used
 * from many threads at once; a session serves one thread at a time. Descriptors carry their own size in
 * struct_size so that later versions can grow them.
 */
#ifndef NATIVERNN_NATIVERNN_H
#define NATIVERNN_NATIVERNN_H

#include <stddef.h>
#include <stdint.h>

#include "nativernn/export.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Versions and errors -------------------------------------------------------------------------- */

typedef enum nrnn_status {
    NRNN_OK = 0,
    NRNN_INVALID_ARGUMENT = 1, /* a null handle, a wrong size, a shape that does not fit */
    NRNN_OUT_OF_MEMORY = 2,
    NRNN_UNSUPPORTED = 3, /* the engine or processor cannot do it */
    NRNN_NO_ENGINE = 4,   /* no engine of that kind and index is present */
    NRNN_IO = 5,          /* the operating system refused a file operation */
    NRNN_INTERNAL = 6     /* oneDNN or this library failed in a way that is not the caller's fault */
} nrnn_status;

typedef enum nrnn_abi { NRNN_ABI_VERSION = 1 } nrnn_abi;

/* The ABI version this library was built with; a caller compares it with NRNN_ABI_VERSION. */
NRNN_API uint32_t nrnn_abi_version(void);

/* This library's version, "major.minor.patch"; static storage. */
NRNN_API const char *nrnn_version(void);

/* The version of the oneDNN inside; static storage. */
NRNN_API const char *nrnn_onednn_version(void);

/*
 * What runs oneDNN's loops: "threadpool", the engine's own pool, unless the library was built with a oneDNN of
 * the system's, such as "openmp", which stands still while other processes keep the cores busy; static.
 */
NRNN_API const char *nrnn_onednn_runtime(void);

/* The widest instruction set that oneDNN uses on this processor, such as "avx512_core_bf16"; static. */
NRNN_API const char *nrnn_cpu_isa(void);

/*
 * Sizes and offsets of every struct below as this library sees them, one line each:
 * "struct size field offset field offset ...". Bindings compare it with their own. Static storage.
 */
NRNN_API const char *nrnn_abi_layout(void);

/* Code and message of the calling thread's last failure; NRNN_OK and "" if there was none. */
NRNN_API nrnn_status nrnn_last_error_code(void);
NRNN_API const char *nrnn_last_error_message(void);

/* ---- Precisions ----------------------------------------------------------------------------------- */

/*
 * What recurrent layers and linear products compute in. Tensors, parameters, gradients, biases, losses and updates
 * are float32 in all of them: activations are converted inside a call, weights once per version.
 */
typedef enum nrnn_precision {
    NRNN_PRECISION_F32 = 0,
    NRNN_PRECISION_BF16 = 1, /* both passes; products sum in float32, LSTM cell states stay float32 */
    NRNN_PRECISION_INT8 = 2  /* inference of LSTM, reset-before GRU and linear: u8 activations, s8 weights */
} nrnn_precision;

typedef enum nrnn_support {
    NRNN_SUPPORT_NONE = 0,     /* refused with NRNN_UNSUPPORTED */
    NRNN_SUPPORT_EMULATED = 1, /* right, but without instructions of its own: not faster than float32 */
    NRNN_SUPPORT_NATIVE = 2
} nrnn_support;

/* ---- Engines -------------------------------------------------------------------------------------- */

typedef struct nrnn_engine nrnn_engine;

typedef enum nrnn_engine_kind { NRNN_ENGINE_CPU = 1, NRNN_ENGINE_GPU = 2 } nrnn_engine_kind;

typedef struct nrnn_engine_desc {
    size_t struct_size;
    int32_t kind;              /* nrnn_engine_kind */
    int32_t index;             /* from 0 among the engines of that kind */
    int32_t threads;           /* 0: one per logical processor; 1 to 1024: the caller's thread counts as one */
    int32_t spin_microseconds; /* how long an idle worker polls before it sleeps; negative: the default, 50 */
} nrnn_engine_desc;

typedef struct nrnn_engine_info {
    size_t struct_size;
    int32_t kind;
    int32_t index;
    int32_t threads;
    int32_t reserved;
} nrnn_engine_info;

/* What an engine holds and has done; the counters never fall, the live figures do. */
typedef struct nrnn_engine_counters {
    size_t struct_size;
    uint64_t live_buffers;
    uint64_t live_bytes; /* of buffers; scratchpads and packed weights included */
    uint64_t live_layers;
    uint64_t live_sessions;
    uint64_t allocations; /* made by this library since creation; oneDNN's own are not counted */
    uint64_t primitives_created;
    uint64_t primitive_hits;
    uint64_t primitive_evictions;
    uint64_t weight_packs;
} nrnn_engine_counters;

/* How many engines of a kind are present; 0 where the build or the machine has none. */
NRNN_API int32_t nrnn_engine_count(int32_t kind);

/* The GPU engines' devices by name, a line each; where there are none, why, in one sentence. UTF-8, static. */
NRNN_API const char *nrnn_gpu_devices(void);

/*
 * Errors: NRNN_NO_ENGINE (the message lists what is there), NRNN_INVALID_ARGUMENT, NRNN_OUT_OF_MEMORY where the
 * system refuses a thread.
 */
NRNN_API nrnn_engine *nrnn_engine_create(const nrnn_engine_desc *desc);

/* NULL is ignored. Every buffer, layer and session of the engine must be gone. */
NRNN_API void nrnn_engine_destroy(nrnn_engine *engine);

NRNN_API nrnn_status nrnn_engine_query(const nrnn_engine *engine, nrnn_engine_info *info);
NRNN_API nrnn_status nrnn_engine_count_events(const nrnn_engine *engine, nrnn_engine_counters *counters);

/* support: an nrnn_support. Errors: NRNN_INVALID_ARGUMENT for a precision that is none. */
NRNN_API nrnn_status nrnn_engine_support(const nrnn_engine *engine, int32_t precision, int32_t *support);

/* ---- Buffers -------------------------------------------------------------------------------------- */

typedef struct nrnn_buffer nrnn_buffer;

/* A view of engine memory: `count` floats from element `offset`. A NULL buffer means "absent". */
typedef struct nrnn_tensor {
    nrnn_buffer *buffer;
    size_t offset;
    size_t count;
} nrnn_tensor;

/* Zero-filled memory for `count` floats, aligned to 64 bytes. Errors: NRNN_OUT_OF_MEMORY. */
NRNN_API nrnn_buffer *nrnn_buffer_create(nrnn_engine *engine, size_t count);
NRNN_API void nrnn_buffer_destroy(nrnn_buffer *buffer);

/*
 * Makes the memory readable and writable by the host until unmapped; NULL on failure. Maps may nest. A GPU engine
 * waits here for what it has been given to do, and refuses operations on a buffer that is mapped.
 */
NRNN_API float *nrnn_buffer_map(nrnn_buffer *buffer);
NRNN_API nrnn_status nrnn_buffer_unmap(nrnn_buffer *buffer);

/* ---- Sessions ------------------------------------------------------------------------------------- */

typedef struct nrnn_session nrnn_session;

/* Scratch memory, stream and prepared primitives for one thread at a time. */
NRNN_API nrnn_session *nrnn_session_create(nrnn_engine *engine);
NRNN_API void nrnn_session_destroy(nrnn_session *session);

/* ---- Element-wise and row operations --------------------------------------------------------------- */

NRNN_API nrnn_status nrnn_fill(nrnn_session *session, nrnn_tensor target, float value);
NRNN_API nrnn_status nrnn_copy(nrnn_session *session, nrnn_tensor source, nrnn_tensor target);

/* target += source. */
NRNN_API nrnn_status nrnn_add(nrnn_session *session, nrnn_tensor source, nrnn_tensor target);

typedef struct nrnn_rows_shape {
    size_t struct_size;
    size_t groups;      /* leading axes folded together */
    size_t source_rows; /* rows per group in the source */
    size_t target_rows; /* rows per group in the target; the length of the index */
    size_t width;       /* floats per row */
} nrnn_rows_shape;

/*
 * target[g, i, :] = source[g, index[i], :]: selects, repeats or reorders rows (beam search, state select).
 * source [groups, source_rows, width], target [groups, target_rows, width]; must not overlap.
 * Errors: NRNN_INVALID_ARGUMENT for an index outside 0 .. source_rows - 1.
 */
NRNN_API nrnn_status nrnn_gather_rows(nrnn_session *session, const nrnn_rows_shape *shape, nrnn_tensor source,
                                      nrnn_tensor target, const int32_t *index);

typedef struct nrnn_groups_shape {
    size_t struct_size;
    size_t groups; /* G, sums */
    size_t rows;   /* R, rows of the source that each sum takes */
    size_t width;  /* W, floats per row */
} nrnn_groups_shape;

/*
 * target [G, W] += the sums over the rows of each group of source [G, R, W], row by row in order (deterministic): the
 * backward pass of one row that nrnn_gather_rows repeated, such as a learnt initial state over its batch.
 * Errors: NRNN_INVALID_ARGUMENT where the two overlap.
 */
NRNN_API nrnn_status nrnn_sum_groups(nrnn_session *session, const nrnn_groups_shape *shape, nrnn_tensor source,
                                     nrnn_tensor target);

typedef struct nrnn_fold_shape {
    size_t struct_size;
    size_t rows;  /* R */
    size_t width; /* W, floats of a part */
    size_t parts; /* K, parts of a row */
} nrnn_fold_shape;

/*
 * output [R, W] = the sum of the K parts of each row of input [R, K, W]: how the two directions of a recurrent layer's
 * output become their sum. Errors: NRNN_INVALID_ARGUMENT where the two overlap, here and below.
 */
NRNN_API nrnn_status nrnn_fold_columns(nrnn_session *session, const nrnn_fold_shape *shape, nrnn_tensor input,
                                       nrnn_tensor output);

/* Its backward pass: each of the K parts of input_gradient [R, K, W] = output_gradient [R, W]; overwritten. */
NRNN_API nrnn_status nrnn_repeat_columns(nrnn_session *session, const nrnn_fold_shape *shape,
                                         nrnn_tensor output_gradient, nrnn_tensor input_gradient);

/* output [count, classes]: a 1 at ids[i], zeros elsewhere. Errors: an id outside 0 .. classes - 1. */
NRNN_API nrnn_status nrnn_one_hot(nrnn_session *session, const int32_t *ids, size_t count, size_t classes,
                                  nrnn_tensor output);

/* ---- Embedding ------------------------------------------------------------------------------------ */

typedef struct nrnn_embedding_shape {
    size_t struct_size;
    size_t count;   /* token ids */
    size_t classes; /* rows of the table, V */
    size_t width;   /* floats per row, E */
} nrnn_embedding_shape;

/* output [count, E] = table [V, E] at ids. Errors: an id outside 0 .. V - 1. */
NRNN_API nrnn_status nrnn_embedding_forward(nrnn_session *session, const nrnn_embedding_shape *shape,
                                            const int32_t *ids, nrnn_tensor table, nrnn_tensor output);

/* table_gradient [V, E] += output_gradient [count, E] at ids, in the order of ids (deterministic). */
NRNN_API nrnn_status nrnn_embedding_backward(nrnn_session *session, const nrnn_embedding_shape *shape,
                                             const int32_t *ids, nrnn_tensor output_gradient,
                                             nrnn_tensor table_gradient);

/* ---- Dropout -------------------------------------------------------------------------------------- */

typedef struct nrnn_dropout_desc {
    size_t struct_size;
    uint64_t seed;
    uint64_t position; /* of the generator, in blocks of four numbers; the call uses ceil(mask's count / 4) blocks */
    float rate;        /* probability of zeroing, 0 <= rate < 1 */
    int32_t reserved;
    uint64_t period; /* element i takes number i % period of the mask, whose count is the period; 0: the whole count */
} nrnn_dropout_desc;

/*
 * output = input * mask / (1 - rate); the mask follows from seed and position alone (Philox4x32-10), so the
 * backward pass is the same call on gradients. Input and output may be the same view. With a period of N * H a tensor
 * [T, N, H] takes one mask at all its steps: locked, or variational, dropout (Gal and Ghahramani 2016, section 4).
 */
NRNN_API nrnn_status nrnn_dropout(nrnn_session *session, const nrnn_dropout_desc *desc, nrnn_tensor input,
                                  nrnn_tensor output);

/* numbers[i]: the i-th 32-bit number of the generator from a position on; for comparing implementations. */
NRNN_API nrnn_status nrnn_random_fill(uint64_t seed, uint64_t position, uint32_t *numbers, size_t count);

/* ---- Linear --------------------------------------------------------------------------------------- */

/* The weights of one linear layer as products in other precisions than float32 want them, for all sessions. */
typedef struct nrnn_linear_weights nrnn_linear_weights;

typedef struct nrnn_linear_desc {
    size_t struct_size;
    size_t inputs;      /* I */
    size_t outputs;     /* O */
    int32_t transposed; /* as in nrnn_linear_shape */
    int32_t reserved;
} nrnn_linear_desc;

NRNN_API nrnn_linear_weights *nrnn_linear_weights_create(nrnn_engine *engine, const nrnn_linear_desc *desc);
NRNN_API void nrnn_linear_weights_destroy(nrnn_linear_weights *weights);

typedef struct nrnn_linear_shape {
    size_t struct_size;
    size_t rows;              /* M */
    size_t inputs;            /* I */
    size_t outputs;           /* O */
    int32_t transposed;       /* 1: the weights and their gradient lie as [O, I], as an embedding's table [V, E] does */
    int32_t precision;        /* nrnn_precision, of the product; bias, result and gradients are float32 */
    uint64_t weights_version; /* as in nrnn_recurrent_shape; not read for float32 */
    nrnn_linear_weights *packed; /* needed unless float32, made with the same sizes */
    float input_scale;           /* int8: an input x counts as round(x * scale + shift), 0 to 255; above 0 */
    float input_shift;           /* int8: a whole number, 0 to 255 */
} nrnn_linear_shape;

/* output [M, O] = input [M, I] weights [I, O] + bias [O]; an absent bias adds nothing. Errors: NRNN_UNSUPPORTED for a
 * precision that the processor lacks, here and below. */
NRNN_API nrnn_status nrnn_linear_forward(nrnn_session *session, const nrnn_linear_shape *shape, nrnn_tensor input,
                                         nrnn_tensor weights, nrnn_tensor bias, nrnn_tensor output);

/* input_gradient [M, I] = output_gradient [M, O] weights^T. */
NRNN_API nrnn_status nrnn_linear_backward_input(nrnn_session *session, const nrnn_linear_shape *shape,
                                                nrnn_tensor output_gradient, nrnn_tensor weights,
                                                nrnn_tensor input_gradient);

/* weights_gradient [I, O] += input^T output_gradient; bias_gradient [O] += its column sums, where present. */
NRNN_API nrnn_status nrnn_linear_backward_weights(nrnn_session *session, const nrnn_linear_shape *shape,
                                                  nrnn_tensor input, nrnn_tensor output_gradient,
                                                  nrnn_tensor weights_gradient, nrnn_tensor bias_gradient);

/* ---- Activations and concatenation ------------------------------------------------------------------ */

/* output = tanh(input), to 5e-7 of its value; they may be the same view. */
NRNN_API nrnn_status nrnn_tanh(nrnn_session *session, nrnn_tensor input, nrnn_tensor output);

/* input_gradient = output_gradient * (1 - output^2); it may be either one's own view. */
NRNN_API nrnn_status nrnn_tanh_backward(nrnn_session *session, nrnn_tensor output, nrnn_tensor output_gradient,
                                        nrnn_tensor input_gradient);

typedef struct nrnn_concat_shape {
    size_t struct_size;
    size_t rows;          /* R */
    size_t left_width;    /* A */
    size_t right_rows;    /* Q */
    size_t right_width;   /* B */
    const int32_t *index; /* [R], rows of the right one, 0 .. Q - 1; NULL: row r takes row r % Q */
} nrnn_concat_shape;

/*
 * output [R, A + B]: rows of left [R, A], each with a row of right [Q, B] behind it (a context repeated over time).
 * Errors: NRNN_INVALID_ARGUMENT for an index outside 0 .. Q - 1 or an output that overlaps an input.
 */
NRNN_API nrnn_status nrnn_concat_rows(nrnn_session *session, const nrnn_concat_shape *shape, nrnn_tensor left,
                                      nrnn_tensor right, nrnn_tensor output);

/*
 * left_gradient [R, A] and right_gradient [Q, B] (summed over the rows that took a row of it), both overwritten;
 * either is absent if nobody reads it. Errors: NRNN_UNSUPPORTED for a shape with an index.
 */
NRNN_API nrnn_status nrnn_concat_rows_backward(nrnn_session *session, const nrnn_concat_shape *shape,
                                               nrnn_tensor output_gradient, nrnn_tensor left_gradient,
                                               nrnn_tensor right_gradient);

/* ---- Layer normalisation ---------------------------------------------------------------------------- */

typedef struct nrnn_layer_norm_shape {
    size_t struct_size;
    size_t rows;   /* R */
    size_t width;  /* W, floats per row */
    float epsilon; /* added to the variance; finite and above 0 */
    int32_t reserved;
} nrnn_layer_norm_shape;

/*
 * output [R, W] = (input - mean) / sqrt(variance + epsilon) * gain [W] + shift [W], mean and variance (divided by W)
 * of each row by itself. statistics [R, 2]: each row's mean and 1 / sqrt(variance + epsilon), for the backward pass;
 * absent in inference. Input and output may be the same view.
 * Source: Ba, Kiros and Hinton 2016, "Layer Normalization", equation 4, with the epsilon of PyTorch's LayerNorm.
 */
NRNN_API nrnn_status nrnn_layer_norm_forward(nrnn_session *session, const nrnn_layer_norm_shape *shape,
                                             nrnn_tensor input, nrnn_tensor gain, nrnn_tensor shift, nrnn_tensor output,
                                             nrnn_tensor statistics);

/*
 * input_gradient [R, W]: overwritten; absent if nobody reads it; it may be the output gradient's own view.
 * gain_gradient [W] and shift_gradient [W]: added to, row by row in order (deterministic).
 */
NRNN_API nrnn_status nrnn_layer_norm_backward(nrnn_session *session, const nrnn_layer_norm_shape *shape,
                                              nrnn_tensor input, nrnn_tensor gain, nrnn_tensor statistics,
                                              nrnn_tensor output_gradient, nrnn_tensor input_gradient,
                                              nrnn_tensor gain_gradient, nrnn_tensor shift_gradient);

/* ---- Attention ------------------------------------------------------------------------------------ */

typedef enum nrnn_attention_kind {
    NRNN_ATTENTION_DOT = 1,     /* score = query . key; Luong et al. 2015 */
    NRNN_ATTENTION_ADDITIVE = 2 /* score = scorer . tanh(query + key); Bahdanau et al. 2015 */
} nrnn_attention_kind;

typedef struct nrnn_attention_shape {
    size_t struct_size;
    int32_t kind; /* nrnn_attention_kind */
    int32_t reserved;
    size_t rows;              /* R, queries */
    size_t steps;             /* T, source steps */
    size_t batch;             /* N, source sentences */
    size_t key_width;         /* D, floats of a query and of a key */
    size_t value_width;       /* M, floats of a value */
    const int32_t *lengths;   /* [N], valid steps of each sentence, 0 .. T; NULL: all T */
    const int32_t *sentences; /* [R], the sentence of each row, 0 .. N - 1; NULL: row r belongs to r % N */
} nrnn_attention_shape;

/* The views a call takes, by index in its array. Forward takes the first six, backward all. */
typedef enum nrnn_attention_view {
    NRNN_ATTENTION_QUERY = 0,            /* [R, D] */
    NRNN_ATTENTION_KEYS = 1,             /* [T, N, D] */
    NRNN_ATTENTION_VALUES = 2,           /* [T, N, M]; may be the keys' view */
    NRNN_ATTENTION_SCORER = 3,           /* [D]; additive only, else absent */
    NRNN_ATTENTION_WEIGHTS = 4,          /* [R, T]; each row sums to 1, zeros behind its sentence's end */
    NRNN_ATTENTION_CONTEXT = 5,          /* [R, M]; forward only */
    NRNN_ATTENTION_CONTEXT_GRADIENT = 6, /* [R, M] */
    NRNN_ATTENTION_QUERY_GRADIENT = 7,   /* [R, D]; overwritten */
    NRNN_ATTENTION_KEYS_GRADIENT = 8,    /* [T, N, D]; added to */
    NRNN_ATTENTION_VALUES_GRADIENT = 9,  /* [T, N, M]; added to; may be the keys' gradient; absent if nobody reads it */
    NRNN_ATTENTION_SCORER_GRADIENT = 10, /* [D]; added to; additive only, else absent */
    NRNN_ATTENTION_FORWARD_VIEWS = 6,
    NRNN_ATTENTION_BACKWARD_VIEWS = 11
} nrnn_attention_view;

/*
 * weights = softmax over the valid steps of the scores, context = weights . values. A row of a sentence without valid
 * steps has zero weights and a zero context. Outputs must not overlap other views.
 * Errors: NRNN_INVALID_ARGUMENT for a length or a sentence outside its range.
 */
NRNN_API nrnn_status nrnn_attention_forward(nrnn_session *session, const nrnn_attention_shape *shape,
                                            const nrnn_tensor *views, size_t view_count);

/*
 * Takes the weights that the forward pass left. The gradients of keys, values and scorer are added to, so that several
 * calls over one source sum by themselves. With dot scores those of query and keys are absent if nobody reads them.
 */
NRNN_API nrnn_status nrnn_attention_backward(nrnn_session *session, const nrnn_attention_shape *shape,
                                             const nrnn_tensor *views, size_t view_count);

/* ---- Loss ----------------------------------------------------------------------------------------- */

typedef struct nrnn_loss_desc {
    size_t struct_size;
    size_t rows;           /* M */
    size_t classes;        /* V */
    int32_t ignored;       /* a target of this value counts for nothing; -1 where none does */
    float gradient_scale;  /* the gradient of the mean loss is multiplied by it */
    float label_smoothing; /* e, 0 <= e < 1: the target distribution is (1 - e) one_hot + e / V */
    int32_t reserved;
} nrnn_loss_desc;

typedef struct nrnn_loss {
    size_t struct_size;
    double total;    /* sum over valid targets of -ln p, in nats */
    uint64_t count;  /* valid targets */
    double smoothed; /* the same sum with smoothed targets; total where there is no smoothing */
} nrnn_loss;

/*
 * Softmax cross-entropy of logits [M, V] against targets [M], and in the same pass the gradient of the mean
 * over valid targets: (softmax - target distribution) * gradient_scale / count, zero in ignored rows. The gradient may
 * be absent (evaluation) or the logits' own view. Errors: a target outside 0 .. V - 1 that is not ignored.
 * Source of label smoothing: Szegedy et al. 2016, by the rule of PyTorch's cross_entropy.
 */
NRNN_API nrnn_status nrnn_cross_entropy(nrnn_session *session, const nrnn_loss_desc *desc, nrnn_tensor logits,
                                        const int32_t *targets, nrnn_tensor gradient, nrnn_loss *loss);

/* ---- Optimizer ------------------------------------------------------------------------------------ */

typedef enum nrnn_optimizer_kind {
    NRNN_OPTIMIZER_SGD = 1,
    NRNN_OPTIMIZER_MOMENTUM = 2,
    NRNN_OPTIMIZER_ADAM = 3,
    NRNN_OPTIMIZER_ADAMW = 4
} nrnn_optimizer_kind;

typedef struct nrnn_optimizer_desc {
    size_t struct_size;
    int32_t kind; /* nrnn_optimizer_kind */
    float learning_rate;
    float momentum;       /* momentum only */
    float beta1;          /* Adam, AdamW */
    float beta2;          /* Adam, AdamW */
    float epsilon;        /* Adam, AdamW */
    float weight_decay;   /* added to the gradient (SGD, momentum, Adam) or decoupled (AdamW) */
    float gradient_scale; /* every gradient is multiplied by it first: clipping */
    uint64_t step;        /* from 1; Adam's bias correction */
} nrnn_optimizer_desc;

/* Sum of squares, accumulated in float64 in an order that does not depend on the number of threads. */
NRNN_API nrnn_status nrnn_squared_norm(nrnn_session *session, nrnn_tensor values, double *result);

/*
 * One update of the whole flat parameter buffer; the gradients are zeroed in the same pass. All views have
 * the same count. first_moment: momentum, Adam, AdamW; second_moment: Adam, AdamW; otherwise absent.
 * Source: torch.optim's formulas.
 */
NRNN_API nrnn_status nrnn_optimizer_step(nrnn_session *session, const nrnn_optimizer_desc *desc, nrnn_tensor parameters,
                                         nrnn_tensor gradients, nrnn_tensor first_moment, nrnn_tensor second_moment);

/* ---- Sampling ------------------------------------------------------------------------------------- */

typedef struct nrnn_sample_desc {
    size_t struct_size;
    size_t rows;       /* M */
    size_t classes;    /* V */
    float temperature; /* > 0; 0: the most likely class, the lowest index among equals */
    float top_p;       /* 0 < top_p <= 1; 1 keeps all */
    int32_t top_k;     /* 0 keeps all */
    int32_t reserved;
} nrnn_sample_desc;

/*
 * ids [M]: one class drawn per row of logits [M, V] by inverse transform of uniforms [M] in [0, 1), after
 * temperature, then top-k, then top-p (the smallest set of most likely classes whose probability reaches p).
 */
NRNN_API nrnn_status nrnn_sample(nrnn_session *session, const nrnn_sample_desc *desc, nrnn_tensor logits,
                                 const float *uniforms, int32_t *ids);

/* ---- Search --------------------------------------------------------------------------------------- */

typedef struct nrnn_top_k_desc {
    size_t struct_size;
    size_t rows;    /* M */
    size_t classes; /* V */
    size_t k;       /* 1 <= k <= V */
} nrnn_top_k_desc;

/*
 * The k most likely classes of each row of logits [M, V]: ids [M, k] and their natural log-probabilities [M, k],
 * in falling order, the lower id first among equals. log p = logit - ln(sum of e^logit) over the whole row, the
 * sum in float64. A logit of -inf excludes its class: log p = -inf, behind every other class. Both results are
 * undefined after a failure. Errors: NRNN_INVALID_ARGUMENT where a row holds NaN or has no finite maximum.
 */
NRNN_API nrnn_status nrnn_top_k(nrnn_session *session, const nrnn_top_k_desc *desc, nrnn_tensor logits, int32_t *ids,
                                float *log_probabilities);

/* ---- Recurrent layers ------------------------------------------------------------------------------ */

typedef struct nrnn_recurrent nrnn_recurrent;

typedef enum nrnn_cell {
    NRNN_CELL_RNN_TANH = 1,
    NRNN_CELL_RNN_RELU = 2,
    NRNN_CELL_GRU_RESET_BEFORE = 3, /* textbook; oneDNN gru */
    NRNN_CELL_GRU_RESET_AFTER = 4,  /* PyTorch, cuDNN; oneDNN lbr_gru */
    NRNN_CELL_LSTM = 5
} nrnn_cell;

typedef enum nrnn_direction {
    NRNN_DIRECTION_FORWARD = 1,
    NRNN_DIRECTION_REVERSE = 2,
    NRNN_DIRECTION_BOTH = 3 /* outputs concatenated: [T, N, 2H], or 2P with a projection, forward half first */
} nrnn_direction;

typedef enum nrnn_bias {
    NRNN_BIAS_NONE = 0,
    NRNN_BIAS_SINGLE = 1, /* one per gate; reset-after GRU has the candidate's recurrent bias besides */
    NRNN_BIAS_PAIR = 2    /* an input and a recurrent bias per gate, summed; each gets the whole gradient */
} nrnn_bias;

typedef struct nrnn_recurrent_desc {
    size_t struct_size;
    int32_t cell;           /* nrnn_cell */
    int32_t direction;      /* nrnn_direction */
    int32_t bias;           /* nrnn_bias */
    int32_t peephole;       /* LSTM only, 0 or 1: the gates see the cell state; float32 and bf16, on the CPU */
    size_t input_size;      /* C */
    size_t hidden_size;     /* H */
    size_t projection_size; /* P, LSTM only: h' = (o * tanh(c')) R, R [H, P]; 0 for none; float32, on the CPU */
} nrnn_recurrent_desc;

/*
 * Floats of each part of a layer's parameters, which lie one after the other in one view:
 *   weights_layer [D, C, G, H], weights_iter [D, O, G, H], where there are any the peephole weights [D, 3, H] and the
 *   projection R [D, H, P], then the biases: nothing; single [D, B, H]; or pair: input [D, G, H], then recurrent
 *   [D, G, H].
 * O = P with a projection, else H. Gate order (oneDNN's): LSTM i, f, c~, o; its peephole weights i, f, o, which see
 * c, c and c'; GRU z (update), r (reset), candidate. B = G, for the reset-after GRU G + 1 with the candidate's
 * recurrent bias last. States: 1, for the LSTM 2: h [D, N, O], then c [D, N, H], in one view.
 */
typedef struct nrnn_recurrent_info {
    size_t struct_size;
    size_t directions;
    size_t gates;
    size_t states;
    size_t weights_layer;
    size_t weights_iter;
    size_t bias;
    size_t parameters; /* the sum of weights and bias */
    size_t weights_peephole;
    size_t weights_projection;
} nrnn_recurrent_info;

typedef struct nrnn_recurrent_shape {
    size_t struct_size;
    size_t steps;             /* T, at least 1 */
    size_t batch;             /* N, at least 1 */
    uint64_t weights_version; /* changes whenever the parameters do; packed weights are kept per version. 0 packs
                                 every time, and only one thread may use the layer then; int8 refuses 0 */
    int32_t training;         /* 1: fills the workspace that the backward pass needs */
    int32_t precision;        /* nrnn_precision; the same in forward and backward pass */
    const int32_t *lengths;   /* [N] in host memory, 0 to T each, in any order; NULL: all T */
    float value_scale;        /* int8, above 0: inputs and hidden states count as round(x * scale + shift), 0 to 255 */
    float value_shift;        /* int8: a whole number, 0 to 255 */
    const int32_t *input_ids; /* [T] in host memory: the input's rows are these of a table, whose products are kept from
                                 the first time a row is met, per weights_version. Inference of one row in one direction
                                 on a CPU engine, without lengths; NULL: the input itself */
    size_t input_classes;     /* V, rows of that table, with input_ids */
} nrnn_recurrent_shape;

/* The views a call takes, by index in its array; O as in nrnn_recurrent_info. Forward takes the first six. */
typedef enum nrnn_recurrent_view {
    NRNN_RECURRENT_PARAMETERS = 0,           /* as nrnn_recurrent_info says */
    NRNN_RECURRENT_INPUT = 1,                /* [T, N, C]; with input_ids the table, [V, C] */
    NRNN_RECURRENT_STATE_IN = 2,             /* h, then c; always present, zeros for a fresh start */
    NRNN_RECURRENT_OUTPUT = 3,               /* [T, N, D*O] */
    NRNN_RECURRENT_STATE_OUT = 4,            /* h, then c */
    NRNN_RECURRENT_WORKSPACE = 5,            /* training only; nrnn_recurrent_workspace_count floats */
    NRNN_RECURRENT_OUTPUT_GRADIENT = 6,      /* [T, N, D*O] */
    NRNN_RECURRENT_STATE_OUT_GRADIENT = 7,   /* h, then c; absent means zero */
    NRNN_RECURRENT_INPUT_GRADIENT = 8,       /* [T, N, C]; overwritten; absent if nobody reads it */
    NRNN_RECURRENT_STATE_IN_GRADIENT = 9,    /* h, then c; overwritten; absent if nobody reads it */
    NRNN_RECURRENT_PARAMETERS_GRADIENT = 10, /* added to */
    NRNN_RECURRENT_FORWARD_VIEWS = 6,
    NRNN_RECURRENT_BACKWARD_VIEWS = 11
} nrnn_recurrent_view;

/*
 * One layer over whole sequences. Sessions that share it at the same time pass the same parameters. Input size,
 * hidden size, projection size and T * N are at most 2^28 each. With lengths, each row gives what it gives alone: its
 * final state is the one at its last valid step, where the reversed pass starts, outputs and input gradients behind
 * that step are zero whatever the input holds there, and a row of length 0 keeps its initial state. Forward and
 * backward pass take the same lengths. Errors: NRNN_UNSUPPORTED for a precision that the cell or the processor lacks.
 * Sources: oneDNN developer guide, "RNN"; peepholes: Gers and Schmidhuber 2000, as there; projection: Sak, Senior and
 * Beaufays 2014, "Long Short-Term Memory Recurrent Neural Network Architectures", as in PyTorch's proj_size.
 */
NRNN_API nrnn_recurrent *nrnn_recurrent_create(nrnn_engine *engine, const nrnn_recurrent_desc *desc);
NRNN_API void nrnn_recurrent_destroy(nrnn_recurrent *layer);
NRNN_API nrnn_status nrnn_recurrent_query(const nrnn_recurrent *layer, nrnn_recurrent_info *info);

/* Floats of workspace that training at this shape carries from the forward to the backward pass. */
NRNN_API nrnn_status nrnn_recurrent_workspace_count(nrnn_session *session, nrnn_recurrent *layer,
                                                    const nrnn_recurrent_shape *shape, size_t *count);

NRNN_API nrnn_status nrnn_recurrent_forward(nrnn_session *session, nrnn_recurrent *layer,
                                            const nrnn_recurrent_shape *shape, const nrnn_tensor *views,
                                            size_t view_count);

/* Takes what the forward pass of the same shape and weights left in output, state_out and workspace. */
NRNN_API nrnn_status nrnn_recurrent_backward(nrnn_session *session, nrnn_recurrent *layer,
                                             const nrnn_recurrent_shape *shape, const nrnn_tensor *views,
                                             size_t view_count);

/* ---- Files ---------------------------------------------------------------------------------------- */

/* Flushes a folder's entries to disk after a rename (POSIX fsync; nothing to do on Windows). UTF-8 path. */
NRNN_API nrnn_status nrnn_folder_flush(const char *path);

#ifdef __cplusplus
}
#endif

#endif

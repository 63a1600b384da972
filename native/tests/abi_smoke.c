/* The public header as C: one vanilla layer through the ABI, against values worked out by hand. */
#include "nativernn/nativernn.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { STEPS = 2, BATCH = 1, INPUTS = 2, HIDDEN = 2, PARAMETERS = INPUTS * HIDDEN + HIDDEN * HIDDEN + HIDDEN };

/* oneDNN approximates tanh to a few units in the last place. */
static const float tolerance = 1e-6f;

static int failures = 0;

static void check(int condition, const char *what) {
    if (!condition) {
        fprintf(stderr, "abi_smoke: %s (last error: %s)\n", what, nrnn_last_error_message());
        ++failures;
    }
}

static void check_near(float expected, float actual, const char *what) {
    if (!(fabsf(expected - actual) <= tolerance)) {
        fprintf(stderr, "abi_smoke: %s is %.9g, not %.9g\n", what, (double)actual, (double)expected);
        ++failures;
    }
}

static void check_versions(void) {
    char line[64];
    check(nrnn_abi_version() == NRNN_ABI_VERSION, "the library has another ABI version than the header");
    check(strlen(nrnn_version()) > 0 && strlen(nrnn_onednn_version()) > 0, "a version is empty");
    snprintf(line, sizeof line, "nrnn_engine_counters %u struct_size 0 ", (unsigned)sizeof(nrnn_engine_counters));
    check(strstr(nrnn_abi_layout(), line) != NULL, "C sees other counters than the library");
    snprintf(line, sizeof line, "nrnn_tensor %u buffer 0 ", (unsigned)sizeof(nrnn_tensor));
    check(strstr(nrnn_abi_layout(), line) != NULL, "C sees another tensor than the library");
}

static nrnn_engine *create_engine(void) {
    nrnn_engine_desc desc;
    memset(&desc, 0, sizeof desc);
    desc.struct_size = sizeof desc;
    desc.kind = NRNN_ENGINE_CPU;
    desc.threads = 2;
    desc.spin_microseconds = -1;
    return nrnn_engine_create(&desc);
}

static nrnn_recurrent *create_layer(nrnn_engine *engine) {
    nrnn_recurrent_desc desc;
    memset(&desc, 0, sizeof desc);
    desc.struct_size = sizeof desc;
    desc.cell = NRNN_CELL_RNN_TANH;
    desc.direction = NRNN_DIRECTION_FORWARD;
    desc.bias = NRNN_BIAS_SINGLE;
    desc.input_size = INPUTS;
    desc.hidden_size = HIDDEN;
    return nrnn_recurrent_create(engine, &desc);
}

static nrnn_tensor view_of(nrnn_buffer *buffer, size_t *offset, size_t count) {
    nrnn_tensor view;
    view.buffer = buffer;
    view.offset = *offset;
    view.count = count;
    *offset += count;
    return view;
}

/* Parameters, input, first state, output and last state lie one after the other in one buffer. */
static const float *run_layer(nrnn_session *session, nrnn_recurrent *layer, nrnn_buffer *buffer, uint64_t version) {
    nrnn_tensor views[NRNN_RECURRENT_FORWARD_VIEWS];
    nrnn_recurrent_shape shape;
    size_t offset = 0;
    memset(views, 0, sizeof views);
    memset(&shape, 0, sizeof shape);
    shape.struct_size = sizeof shape;
    shape.steps = STEPS;
    shape.batch = BATCH;
    shape.weights_version = version;
    views[NRNN_RECURRENT_PARAMETERS] = view_of(buffer, &offset, PARAMETERS);
    views[NRNN_RECURRENT_INPUT] = view_of(buffer, &offset, STEPS * BATCH * INPUTS);
    views[NRNN_RECURRENT_STATE_IN] = view_of(buffer, &offset, BATCH * HIDDEN);
    views[NRNN_RECURRENT_OUTPUT] = view_of(buffer, &offset, STEPS * BATCH * HIDDEN);
    views[NRNN_RECURRENT_STATE_OUT] = view_of(buffer, &offset, BATCH * HIDDEN);
    check(nrnn_recurrent_forward(session, layer, &shape, views, NRNN_RECURRENT_FORWARD_VIEWS) == NRNN_OK,
          "the forward pass failed");
    return nrnn_buffer_map(buffer) + views[NRNN_RECURRENT_OUTPUT].offset;
}

enum { FLOATS = PARAMETERS + STEPS * INPUTS + HIDDEN + STEPS * HIDDEN + HIDDEN };

static void check_numbers(nrnn_session *session, nrnn_recurrent *layer, nrnn_buffer *buffer) {
    float *data = nrnn_buffer_map(buffer);
    float *bias = data + INPUTS * HIDDEN + HIDDEN * HIDDEN;
    float *input = data + PARAMETERS;
    const float *output;
    float first;
    int i;

    for (i = 0; i < STEPS * INPUTS; ++i)
        input[i] = 1.0f + (float)i;
    output = run_layer(session, layer, buffer, 1);
    for (i = 0; i < STEPS * HIDDEN; ++i)
        check_near(0.0f, output[i], "an output of zero parameters");

    bias[0] = 0.5f;
    bias[1] = -1.0f;
    output = run_layer(session, layer, buffer, 2);
    for (i = 0; i < STEPS; ++i) {
        check_near(tanhf(0.5f), output[i * HIDDEN], "the first unit with a bias alone");
        check_near(tanhf(-1.0f), output[i * HIDDEN + 1], "the second unit with a bias alone");
    }

    data[0] = 0.25f;                  /* input 0 to unit 0 */
    data[INPUTS * HIDDEN + 1] = 2.0f; /* unit 0 to unit 1 */
    output = run_layer(session, layer, buffer, 3);
    first = tanhf(0.25f * 1.0f + 0.5f);
    check_near(first, output[0], "unit 0 at step 0");
    check_near(tanhf(-1.0f), output[1], "unit 1 at step 0");
    check_near(tanhf(0.25f * 3.0f + 0.5f), output[2], "unit 0 at step 1");
    check_near(tanhf(2.0f * first - 1.0f), output[3], "unit 1 at step 1");
    check_near(output[2], output[4], "unit 0 of the last state");
    check_near(output[3], output[5], "unit 1 of the last state");
}

static void check_failure(nrnn_session *session) {
    check(nrnn_recurrent_forward(session, NULL, NULL, NULL, 0) == NRNN_INVALID_ARGUMENT, "a null layer was taken");
    check(nrnn_last_error_code() == NRNN_INVALID_ARGUMENT, "the last error was lost");
    check(strstr(nrnn_last_error_message(), "null") != NULL, "the message does not say what is null");
}

int main(void) {
    nrnn_engine *engine = create_engine();
    nrnn_session *session = nrnn_session_create(engine);
    nrnn_recurrent *layer = create_layer(engine);
    nrnn_buffer *buffer = nrnn_buffer_create(engine, FLOATS);
    check_versions();
    check(engine != NULL && session != NULL && layer != NULL && buffer != NULL, "a factory failed");
    if (failures == 0) {
        check_numbers(session, layer, buffer);
        check_failure(session);
    }
    nrnn_buffer_destroy(buffer);
    nrnn_recurrent_destroy(layer);
    nrnn_session_destroy(session);
    nrnn_engine_destroy(engine);
    if (failures == 0)
        printf("OK: NativeRnn %s, oneDNN %s, %s\n", nrnn_version(), nrnn_onednn_version(), nrnn_cpu_isa());
    return failures == 0 ? 0 : 1;
}

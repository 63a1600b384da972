/* An LSTM of one unit that sums its inputs: its gates stay open, so that c_t = c_{t-1} + tanh(x_t). */
#include <nativernn/nativernn.h>

#include <math.h>
#include <stdio.h>

enum { STEPS = 4, GATES = 4, WEIGHTS = 2 * GATES, PARAMETERS = WEIGHTS + GATES, STATES = 2 };

/* Where each part begins in the one buffer, in floats. */
enum {
    INPUT = PARAMETERS,
    STATE_IN = INPUT + STEPS,
    OUTPUT = STATE_IN + STATES,
    STATE_OUT = OUTPUT + STEPS,
    FLOATS = STATE_OUT + STATES
};

static const float inputs[STEPS] = {0.1f, 0.2f, 0.3f, -0.4f};

static int failed(const char *function) {
    fprintf(stderr, "%s: %s\n", function, nrnn_last_error_message());
    return 1;
}

/* Gates are i, f, c~, o: weights_layer [1, 1, 4, 1], weights_iter [1, 1, 4, 1], bias [1, 4, 1]; the rest stays 0. */
static void write_parameters(float *data) {
    const float open = 10; /* sigmoid(10) = 0.99995 */
    data[2] = 1;           /* from the input to the candidate */
    data[WEIGHTS + 0] = data[WEIGHTS + 1] = data[WEIGHTS + 3] = open;
}

static nrnn_tensor view(nrnn_buffer *buffer, size_t offset, size_t count) {
    nrnn_tensor tensor = {buffer, offset, count};
    return tensor;
}

static nrnn_status run(nrnn_session *session, nrnn_recurrent *layer, nrnn_buffer *buffer) {
    nrnn_recurrent_shape shape = {0};
    nrnn_tensor views[NRNN_RECURRENT_FORWARD_VIEWS] = {{0}};
    shape.struct_size = sizeof shape;
    shape.steps = STEPS;
    shape.batch = 1;
    shape.weights_version = 1;
    views[NRNN_RECURRENT_PARAMETERS] = view(buffer, 0, PARAMETERS);
    views[NRNN_RECURRENT_INPUT] = view(buffer, INPUT, STEPS);
    views[NRNN_RECURRENT_STATE_IN] = view(buffer, STATE_IN, STATES);
    views[NRNN_RECURRENT_OUTPUT] = view(buffer, OUTPUT, STEPS);
    views[NRNN_RECURRENT_STATE_OUT] = view(buffer, STATE_OUT, STATES);
    return nrnn_recurrent_forward(session, layer, &shape, views, NRNN_RECURRENT_FORWARD_VIEWS);
}

static int print(const float *outputs) {
    double sum = 0;
    int t, wrong = 0;
    for (t = 0; t < STEPS; ++t) {
        sum += tanh(inputs[t]);
        printf("x = %4.1f   h = %.4f   tanh of the sum = %.4f\n", inputs[t], outputs[t], tanh(sum));
        wrong |= !(fabs(outputs[t] - tanh(sum)) < 1e-3); /* the gates are not quite open */
    }
    return wrong;
}

static int work(nrnn_session *session, nrnn_recurrent *layer, nrnn_buffer *buffer) {
    float *data = nrnn_buffer_map(buffer);
    int t;
    if (data == NULL)
        return failed("nrnn_buffer_map");
    write_parameters(data);
    for (t = 0; t < STEPS; ++t)
        data[INPUT + t] = inputs[t];
    if (nrnn_buffer_unmap(buffer) != NRNN_OK || run(session, layer, buffer) != NRNN_OK)
        return failed("nrnn_recurrent_forward");
    data = nrnn_buffer_map(buffer);
    if (data == NULL)
        return failed("nrnn_buffer_map");
    t = print(data + OUTPUT);
    nrnn_buffer_unmap(buffer);
    return t;
}

static nrnn_engine *create_engine(void) {
    nrnn_engine_desc desc = {0};
    desc.struct_size = sizeof desc;
    desc.kind = NRNN_ENGINE_CPU;
    desc.threads = 1;
    desc.spin_microseconds = -1;
    return nrnn_engine_create(&desc);
}

static nrnn_recurrent *create_lstm(nrnn_engine *engine) {
    nrnn_recurrent_desc desc = {0};
    desc.struct_size = sizeof desc;
    desc.cell = NRNN_CELL_LSTM;
    desc.direction = NRNN_DIRECTION_FORWARD;
    desc.bias = NRNN_BIAS_SINGLE;
    desc.input_size = desc.hidden_size = 1;
    return nrnn_recurrent_create(engine, &desc);
}

static int work_on(nrnn_engine *engine) {
    nrnn_session *session = nrnn_session_create(engine);
    nrnn_recurrent *layer = create_lstm(engine);
    nrnn_buffer *buffer = nrnn_buffer_create(engine, FLOATS);
    const int result = session && layer && buffer ? work(session, layer, buffer) : failed("a factory");
    nrnn_buffer_destroy(buffer); /* NULL is ignored */
    nrnn_recurrent_destroy(layer);
    nrnn_session_destroy(session);
    return result;
}

int main(void) {
    nrnn_engine *engine;
    int result;
    if (nrnn_abi_version() != NRNN_ABI_VERSION) {
        fprintf(stderr, "The library has ABI %u, the header %d.\n", (unsigned)nrnn_abi_version(), NRNN_ABI_VERSION);
        return 1;
    }
    engine = create_engine();
    if (engine == NULL)
        return failed("nrnn_engine_create");
    result = work_on(engine);
    nrnn_engine_destroy(engine); /* last */
    return result;
}

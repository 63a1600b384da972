#include <nativernn/nativernn.h>

#include <stdio.h>

static int failed(const char *step) {
    fprintf(stderr, "%s: %s\n", step, nrnn_last_error_message());
    return 1;
}

int main(void) {
    nrnn_engine_desc desc = {0};
    desc.struct_size = sizeof desc;
    desc.kind = NRNN_ENGINE_CPU;
    desc.threads = 1;
    desc.spin_microseconds = -1;
    if (nrnn_abi_version() != NRNN_ABI_VERSION)
        return failed("the header and the library differ");

    nrnn_engine *engine = nrnn_engine_create(&desc);
    if (engine == NULL)
        return failed("nrnn_engine_create");
    printf("NativeRnn %s over oneDNN %s (%s)\n", nrnn_version(), nrnn_onednn_version(), nrnn_cpu_isa());
    nrnn_engine_destroy(engine);
    return 0;
}

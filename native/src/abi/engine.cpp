#include "core/engine.hpp"
#include "core/processor.hpp"

#include <string>

namespace {

std::string onednn_version() {
    const dnnl_version_t *version = dnnl_version();
    return std::to_string(version->major) + "." + std::to_string(version->minor) + "." + std::to_string(version->patch);
}

} // namespace

uint32_t nrnn_abi_version(void) { return NRNN_ABI_VERSION; }

const char *nrnn_version(void) { return NRNN_VERSION; }

const char *nrnn_onednn_version(void) {
    static const std::string text = onednn_version();
    return text.c_str();
}

const char *nrnn_onednn_runtime(void) {
    switch (dnnl_version()->cpu_runtime) {
    case DNNL_RUNTIME_THREADPOOL:
        return "threadpool";
    case DNNL_RUNTIME_OMP:
        return "openmp";
    case DNNL_RUNTIME_TBB:
        return "tbb";
    case DNNL_RUNTIME_SEQ:
        return "sequential";
    default:
        return "other";
    }
}

const char *nrnn_cpu_isa(void) { return nrnn::processor_isa(); }

nrnn_status nrnn_last_error_code(void) { return nrnn::last_error_code(); }

const char *nrnn_last_error_message(void) { return nrnn::last_error_message(); }

int32_t nrnn_engine_count(int32_t kind) {
    int32_t count = 0;
    nrnn::guard([&] { count = nrnn::engine::count(kind); });
    return count;
}

const char *nrnn_gpu_devices(void) {
    const char *names = "";
    nrnn::guard([&] { names = nrnn::device::describe_all(); });
    return names;
}

nrnn_engine *nrnn_engine_create(const nrnn_engine_desc *desc) {
    return nrnn::guard_create(
        [&] { return new nrnn_engine(nrnn::checked(desc, "nrnn_engine_desc is null or from another version")); });
}

void nrnn_engine_destroy(nrnn_engine *engine) { delete engine; }

nrnn_status nrnn_engine_query(const nrnn_engine *engine, nrnn_engine_info *info) {
    return nrnn::guard([&] {
        const auto &source = nrnn::unwrap(engine, "the engine handle is null");
        nrnn::checked(info, "nrnn_engine_info is null or from another version");
        info->kind = source.kind();
        info->index = source.index();
        info->threads = source.threads();
    });
}

nrnn_status nrnn_engine_count_events(const nrnn_engine *engine, nrnn_engine_counters *counters) {
    return nrnn::guard([&] {
        const nrnn::counters &events = nrnn::unwrap(engine, "the engine handle is null").events();
        nrnn::checked(counters, "nrnn_engine_counters is null or from another version");
        counters->live_buffers = events.live_buffers;
        counters->live_bytes = events.live_bytes;
        counters->live_layers = events.live_layers;
        counters->live_sessions = events.live_sessions;
        counters->allocations = events.allocations;
        counters->primitives_created = events.primitives_created;
        counters->primitive_hits = events.primitive_hits;
        counters->primitive_evictions = events.primitive_evictions;
        counters->weight_packs = events.weight_packs;
    });
}

nrnn_status nrnn_engine_support(const nrnn_engine *engine, int32_t precision, int32_t *support) {
    return nrnn::guard([&] {
        nrnn::require(support != nullptr, "the support is null");
        *support = nrnn::unwrap(engine, "the engine handle is null").support(precision);
    });
}

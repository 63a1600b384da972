// Layers, single steps and products: bare oneDNN primitives beside the C ABI, in Google Benchmark.
// Usage: nativernn_benchmarks [--threads=N] [Google Benchmark's own options]; without N, one thread per core.
#include "abi_work.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>

namespace {

using namespace nrnn_bench;

// Makes the work when its benchmark runs, and counts operations per second.
template <class Make>
void add(const std::string &name, double operations, Make make) {
    const auto body = [operations, make](benchmark::State &state) {
        auto run = make();
        run(); // packs and prepares
        for (auto _ : state)
            run();
        state.counters["FLOP/s"] =
            benchmark::Counter(operations, benchmark::Counter::kIsIterationInvariantRate, benchmark::Counter::kIs1000);
    };
    benchmark::RegisterBenchmark(name.c_str(), body)->UseRealTime()->Unit(benchmark::kMicrosecond);
}

// A closure over work that can be copied, as Google Benchmark wants it.
template <class Work, class... Arguments>
std::shared_ptr<Work> shared(Arguments &&...arguments) {
    return std::make_shared<Work>(std::forward<Arguments>(arguments)...);
}

void add_layer(cpu &place, const std::string &cell, const layer_sizes &sizes) {
    const std::string name = cell + "/" + std::to_string(sizes.steps) + "x" + std::to_string(sizes.batch) + "/" +
                             std::to_string(sizes.hidden) + "/";
    const double once = sizes.operations();
    add("infer/" + name + "bare", once,
        [&place, sizes] { return [work = shared<bare_inference>(place.session(), sizes)] { work->run(); }; });
    add("infer/" + name + "abi", once,
        [&place, sizes] { return [work = shared<abi_layer>(place, sizes)] { work->infer(); }; });
    if (sizes.steps == 1) // a step of generation
        return;
    add("train/" + name + "bare", 3 * once,
        [&place, sizes] { return [work = shared<bare_training>(place.session(), sizes)] { work->run(); }; });
    add("train/" + name + "abi", 3 * once,
        [&place, sizes] { return [work = shared<abi_layer>(place, sizes)] { work->train(); }; });
}

void add_product(cpu &place, size_t rows, size_t inputs, size_t outputs) {
    const std::string name =
        "product/" + std::to_string(rows) + "x" + std::to_string(inputs) + "x" + std::to_string(outputs) + "/";
    const double operations = 2.0 * static_cast<double>(rows * inputs * outputs);
    for (const bool packed : {false, true})
        add(name + (packed ? "packed" : "plain"), operations, [=, &place] {
            const auto m = static_cast<dnnl_dim_t>(rows), i = static_cast<dnnl_dim_t>(inputs),
                       o = static_cast<dnnl_dim_t>(outputs);
            return [work = shared<bare_product>(place.session(), m, i, o, packed)] { work->run(); };
        });
    add(name + "abi", operations,
        [=, &place] { return [work = shared<abi_product>(place, rows, inputs, outputs)] { work->run(); }; });
}

void add_all(cpu &place) {
    const std::pair<const char *, int32_t> cells[] = {
        {"rnn", NRNN_CELL_RNN_TANH}, {"gru", NRNN_CELL_GRU_RESET_AFTER}, {"lstm", NRNN_CELL_LSTM}};
    for (const auto &[name, cell] : cells) {
        for (const size_t hidden : {256, 512}) // a token
            add_layer(place, name, {cell, 1, 1, hidden, hidden});
        add_layer(place, name, {cell, 35, 32, 28, 256}); // the book's model
        for (const size_t hidden : {200, 650, 1500})
            add_layer(place, name, {cell, 35, 20, hidden, hidden});
    }
    for (const size_t hidden : {256, 512})
        add_product(place, 1, hidden, 4 * hidden); // of an LSTM's state
    add_product(place, 4, 512, 10000);             // a beam's logits
    add_product(place, 700, 650, 10000);           // those of a training step
    add_product(place, 2048, 2048, 2048);          // the processor's peak
}

// Takes --threads=N out of the arguments; 0 where it is not given.
int taken_threads(int &argc, char **argv) {
    constexpr char option[] = "--threads=";
    for (int i = 1; i < argc; ++i)
        if (std::strncmp(argv[i], option, sizeof(option) - 1) == 0) {
            const int threads = std::atoi(argv[i] + sizeof(option) - 1);
            std::copy(argv + i + 1, argv + argc--, argv + i);
            return threads;
        }
    return 0;
}

} // namespace

int main(int argc, char **argv) {
    const int threads = taken_threads(argc, argv);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    cpu place(threads);
    const nrnn::flush_denormals flushed;
    std::cout << nrnn_cpu_isa() << ", oneDNN " << nrnn_onednn_version() << std::endl;
    add_all(place);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}

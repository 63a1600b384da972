// Times bare oneDNN recurrent primitives and matrix products. One request per input line, one answer per line:
//   train CELL T N C H REPETITIONS    weights packed, forward, backward, gradients unpacked
//   infer CELL T N C H REPETITIONS    forward with packed weights
//   linear M I O REPETITIONS          a matrix product with bias
//   packed M I O REPETITIONS          the same with weights in the layout that oneDNN likes best
//   peak SIZE REPETITIONS             a square matrix product, for the processor's fp32 peak
//   workspace CELL T N C H            what training hands from the forward to the backward pass
// CELL is one of the nrnn_cell numbers. The answer is the median in milliseconds; of a workspace, its bytes.
#include "bare_primitives.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>

namespace {

using namespace nrnn_bench;

template <class Work>
double median_milliseconds(std::istream &words, Work &&work) {
    size_t repetitions = 0;
    words >> repetitions;
    std::vector<double> times;
    work.run();
    work.run();
    for (size_t i = 0; i < repetitions; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work.run();
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(repetitions / 2);
    std::nth_element(times.begin(), middle, times.end());
    return *middle;
}

double answer(nrnn::session &session, const std::string &line) {
    std::istringstream words(line);
    std::string verb;
    words >> verb;
    if (verb == "peak") {
        dnnl_dim_t size = 0;
        words >> size;
        return median_milliseconds(words, bare_product(session, size, size, size, false));
    }
    if (verb == "linear" || verb == "packed") {
        dnnl_dim_t m = 0, i = 0, o = 0;
        words >> m >> i >> o;
        return median_milliseconds(words, bare_product(session, m, i, o, verb == "packed"));
    }
    layer_sizes sizes{};
    words >> sizes.cell >> sizes.steps >> sizes.batch >> sizes.inputs >> sizes.hidden;
    if (verb == "infer")
        return median_milliseconds(words, bare_inference(session, sizes));
    bare_training training(session, sizes);
    return verb == "workspace" ? static_cast<double>(training.workspace_bytes()) : median_milliseconds(words, training);
}

} // namespace

int main(int argc, char **argv) {
    cpu place(argc > 1 ? std::atoi(argv[1]) : 0);
    const nrnn::flush_denormals flushed;
    for (std::string line; std::getline(std::cin, line);)
        std::cout << answer(place.session(), line) << std::endl;
    return 0;
}

// A thread that makes one sum after the other while its caller goes on.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace nrnn::mpi {

struct float_sum {
    float *values;
    size_t count;
    int32_t wire;
};

class reducer {
public:
    explicit reducer(std::function<void(const float_sum &)> make) : make_(std::move(make)) {}
    ~reducer();
    reducer(const reducer &) = delete;
    reducer &operator=(const reducer &) = delete;

    // The first call starts the thread; after as many as there will be at a time, a call allocates nothing.
    void begin(const float_sum &sum);

    // Until all sums are made; throws the first failure since the last wait. What was begun behind it is left out.
    void wait();

private:
    void run();
    void make_next(std::unique_lock<std::mutex> &lock);

    std::function<void(const float_sum &)> make_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<float_sum> begun_; // since the last wait
    size_t made_ = 0;              // of these
    std::exception_ptr failed_;
    bool ends_ = false;
    std::thread thread_;
};

} // namespace nrnn::mpi

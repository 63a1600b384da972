// A thread that does one thing after the other while its caller goes on.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace nrnn::mpi {

class reducer {
public:
    reducer() = default;
    ~reducer();
    reducer(const reducer &) = delete;
    reducer &operator=(const reducer &) = delete;

    // The first call starts the thread.
    void begin(std::function<void()> work);

    // Until all work is done; throws the first failure since the last wait. What was begun behind it is left out.
    void wait();

private:
    void run();
    void do_first(std::unique_lock<std::mutex> &lock);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> waiting_; // the first is being done
    std::exception_ptr failed_;
    bool ends_ = false;
    std::thread thread_;
};

} // namespace nrnn::mpi

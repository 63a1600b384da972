#include "reducer.hpp"

#include <utility>

namespace nrnn::mpi {

reducer::~reducer() {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        ends_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable())
        thread_.join();
}

void reducer::begin(std::function<void()> work) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        waiting_.push_back(std::move(work));
        if (!thread_.joinable())
            thread_ = std::thread([this] { run(); });
    }
    changed_.notify_all();
}

void reducer::wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return waiting_.empty(); });
    if (failed_)
        std::rethrow_exception(std::exchange(failed_, nullptr));
}

void reducer::run() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return ends_ || !waiting_.empty(); });
        if (waiting_.empty())
            return;
        do_first(lock);
        changed_.notify_all();
    }
}

void reducer::do_first(std::unique_lock<std::mutex> &lock) {
    const auto work = waiting_.front();
    std::exception_ptr failed;
    if (!failed_) {
        lock.unlock();
        try {
            work();
        } catch (...) {
            failed = std::current_exception();
        }
        lock.lock();
        failed_ = failed;
    }
    waiting_.pop_front();
}

} // namespace nrnn::mpi

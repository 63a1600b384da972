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

void reducer::begin(const float_sum &sum) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (!thread_.joinable())
            thread_ = std::thread([this] { run(); }); // first: what nobody makes would be waited for
        begun_.push_back(sum);
    }
    changed_.notify_all();
}

void reducer::wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return made_ == begun_.size(); });
    begun_.clear();
    made_ = 0;
    if (failed_)
        std::rethrow_exception(std::exchange(failed_, nullptr));
}

void reducer::run() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return ends_ || made_ < begun_.size(); });
        if (made_ == begun_.size())
            return;
        make_next(lock);
        changed_.notify_all();
    }
}

void reducer::make_next(std::unique_lock<std::mutex> &lock) {
    const float_sum sum = begun_[made_];
    std::exception_ptr failed;
    if (!failed_) {
        lock.unlock();
        try {
            make_(sum);
        } catch (...) {
            failed = std::current_exception();
        }
        lock.lock();
        failed_ = failed;
    }
    ++made_;
}

} // namespace nrnn::mpi

// A range of addresses that nobody can read or write: names for memory that lies elsewhere.
#pragma once

#include <cstddef>

namespace nrnn {

class address_range {
public:
    // Throws std::bad_alloc.
    explicit address_range(size_t bytes);
    ~address_range();
    address_range(const address_range &) = delete;
    address_range &operator=(const address_range &) = delete;

    char *begin() const { return begin_; }

private:
    char *begin_;
    size_t bytes_;
};

} // namespace nrnn

// An engine with a session over the C ABI, and tensors made from vectors.
#pragma once

#include "nativernn/nativernn.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace nrnn_test {

using floats = std::vector<float>;

// A zeroed descriptor or result with its size set.
template <class Descriptor>
Descriptor sized() {
    Descriptor desc{};
    desc.struct_size = sizeof(Descriptor);
    return desc;
}

template <class Handle, void (*Destroy)(Handle *)>
struct destroyer {
    void operator()(Handle *handle) const { Destroy(handle); }
};
using engine_handle = std::unique_ptr<nrnn_engine, destroyer<nrnn_engine, nrnn_engine_destroy>>;
using session_handle = std::unique_ptr<nrnn_session, destroyer<nrnn_session, nrnn_session_destroy>>;
using buffer_handle = std::unique_ptr<nrnn_buffer, destroyer<nrnn_buffer, nrnn_buffer_destroy>>;

// The handle, or the failure's message as an exception: a test cannot go on without it.
template <class Owner, class Handle>
Owner owned(Handle *handle) {
    if (handle == nullptr)
        throw std::runtime_error(nrnn_last_error_message());
    return Owner(handle);
}

inline nrnn_engine *create_engine(int32_t kind, int threads) {
    auto desc = sized<nrnn_engine_desc>();
    desc.kind = kind;
    desc.threads = threads;
    desc.spin_microseconds = -1;
    return nrnn_engine_create(&desc);
}

inline nrnn_engine *create_cpu_engine(int threads) { return create_engine(NRNN_ENGINE_CPU, threads); }

// The engine that this run of the tests is about: NATIVERNN_ENGINE=gpu asks for the GPU's, as it does of the C# side.
inline int32_t tested_engine() {
    const char *wanted = std::getenv("NATIVERNN_ENGINE");
    return wanted != nullptr && std::string(wanted) == "gpu" ? NRNN_ENGINE_GPU : NRNN_ENGINE_CPU;
}
inline bool is_gpu_tested() { return tested_engine() == NRNN_ENGINE_GPU; }

// In a test that says something of the CPU alone.
#define CPU_ONLY(why)                                                                                                  \
    if (is_gpu_tested())                                                                                               \
    GTEST_SKIP() << "not of a GPU engine: " << (why)

class fixture {
public:
    explicit fixture(int threads = 1, int32_t kind = tested_engine())
        : engine_(owned<engine_handle>(create_engine(kind, threads))),
          session_(owned<session_handle>(nrnn_session_create(engine_.get()))) {}

    nrnn_engine *engine() const { return engine_.get(); }
    nrnn_session *session() const { return session_.get(); }

    nrnn_engine_counters counters() const {
        auto figures = sized<nrnn_engine_counters>();
        EXPECT_EQ(NRNN_OK, nrnn_engine_count_events(engine(), &figures)) << nrnn_last_error_message();
        return figures;
    }

private:
    engine_handle engine_;
    session_handle session_;
};

// A buffer of its own, viewed whole.
class tensor {
public:
    tensor(const fixture &place, size_t count)
        : buffer_(owned<buffer_handle>(nrnn_buffer_create(place.engine(), count))), count_(count) {}
    tensor(const fixture &place, const floats &values) : tensor(place, values.size()) { assign(values); }

    nrnn_tensor view() const { return {buffer_.get(), 0, count_}; }
    nrnn_tensor view(size_t offset, size_t count) const { return {buffer_.get(), offset, count}; }
    operator nrnn_tensor() const { return view(); }
    size_t count() const { return count_; }

    void assign(const floats &values) const {
        std::copy(values.begin(), values.end(), nrnn_buffer_map(buffer_.get()));
        nrnn_buffer_unmap(buffer_.get());
    }

    floats values() const {
        const float *data = nrnn_buffer_map(buffer_.get());
        floats copy(data, data + count_);
        nrnn_buffer_unmap(buffer_.get());
        return copy;
    }

private:
    buffer_handle buffer_;
    size_t count_;
};

constexpr nrnn_tensor absent{nullptr, 0, 0};

// The same values for the same seed, uniform in [low, high).
inline floats random_floats(size_t count, unsigned seed, float low = -1, float high = 1) {
    std::mt19937 generator(seed);
    floats values(count);
    for (auto &value : values)
        value = low + (high - low) * static_cast<float>(generator() >> 8) * 0x1p-24f;
    return values;
}

inline std::vector<int32_t> random_ids(size_t count, unsigned seed, int classes) {
    std::mt19937 generator(seed);
    std::vector<int32_t> ids(count);
    for (auto &id : ids)
        id = static_cast<int32_t>(generator() % static_cast<unsigned>(classes));
    return ids;
}

inline double dot(const floats &a, const floats &b) {
    double sum = 0;
    for (size_t i = 0; i < a.size(); ++i)
        sum += double{a[i]} * b[i];
    return sum;
}

inline bool same_bits(const floats &a, const floats &b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

inline void expect_ok(nrnn_status status) { EXPECT_EQ(NRNN_OK, status) << nrnn_last_error_message(); }

// The call failed with that code, and its message holds those words.
inline void expect_failure(nrnn_status status, nrnn_status code, const char *words) {
    EXPECT_EQ(code, status);
    EXPECT_EQ(code, nrnn_last_error_code());
    EXPECT_NE(std::string(nrnn_last_error_message()).find(words), std::string::npos)
        << "the message was: " << nrnn_last_error_message();
}

// Every value within absolute + relative * |expected| of the reference.
template <class Expected>
void expect_near(const Expected &expected, const floats &actual, double relative, double absolute) {
    ASSERT_EQ(expected.size(), actual.size());
    for (size_t i = 0; i < actual.size(); ++i) {
        const double reference = expected[i];
        ASSERT_NEAR(reference, actual[i], absolute + relative * std::abs(reference)) << "at " << i;
    }
}

} // namespace nrnn_test

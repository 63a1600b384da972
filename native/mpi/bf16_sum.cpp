#include "bf16_sum.hpp"

#include "failure.hpp"

#include <cstring>

namespace nrnn::mpi {
namespace {

float widened(uint16_t number) {
    const uint32_t bits = static_cast<uint32_t>(number) << 16;
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

uint16_t rounded(float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    const uint32_t quiet_nan = bits >> 16 | 0x40;
    const uint32_t nearest = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
    return static_cast<uint16_t>(value != value ? quiet_nan : nearest);
}

extern "C" void add_bf16(void *from, void *to, int *count, MPI_Datatype *) {
    const auto *source = static_cast<const uint16_t *>(from);
    auto *target = static_cast<uint16_t *>(to);
    for (int i = 0; i < *count; ++i)
        target[i] = rounded(widened(target[i]) + widened(source[i]));
}

} // namespace

bf16_sum::bf16_sum() { check(MPI_Op_create(add_bf16, 1, &op_), "make an operation"); }

bf16_sum::~bf16_sum() { MPI_Op_free(&op_); }

void bf16_sum::reduce(MPI_Comm comm, float *values, size_t count) {
    rounded_.resize(count);
    for (size_t i = 0; i < count; ++i)
        rounded_[i] = rounded(values[i]);
    check(MPI_Allreduce(MPI_IN_PLACE, rounded_.data(), static_cast<int>(count), MPI_UINT16_T, op_, comm),
          "sum gradients in bf16");
    for (size_t i = 0; i < count; ++i)
        values[i] = widened(rounded_[i]);
}

} // namespace nrnn::mpi

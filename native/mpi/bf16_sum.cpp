#include "bf16_sum.hpp"

#include "core/bf16.hpp"
#include "failure.hpp"

namespace nrnn::mpi {
namespace {

extern "C" void add_bf16(void *from, void *to, int *count, MPI_Datatype *) {
    const auto *source = static_cast<const uint16_t *>(from);
    auto *target = static_cast<uint16_t *>(to);
    for (int i = 0; i < *count; ++i)
        target[i] = bf16_of(float_of_bf16(target[i]) + float_of_bf16(source[i]));
}

} // namespace

bf16_sum::bf16_sum() { check(MPI_Op_create(add_bf16, 1, &op_), "make an operation"); }

bf16_sum::~bf16_sum() { MPI_Op_free(&op_); }

void bf16_sum::reduce(MPI_Comm comm, float *values, size_t count) {
    rounded_.resize(count);
    for (size_t i = 0; i < count; ++i)
        rounded_[i] = bf16_of(values[i]);
    check(MPI_Allreduce(MPI_IN_PLACE, rounded_.data(), static_cast<int>(count), MPI_UINT16_T, op_, comm),
          "sum gradients in bf16");
    for (size_t i = 0; i < count; ++i)
        values[i] = float_of_bf16(rounded_[i]);
}

} // namespace nrnn::mpi

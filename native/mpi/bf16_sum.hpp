// Sums that travel as bf16.
#pragma once

#include <mpi.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace nrnn::mpi {

// Adds in float32 and rounds each partial sum to bf16, to the nearest, ties to even.
class bf16_sum {
public:
    bf16_sum();
    ~bf16_sum();
    bf16_sum(const bf16_sum &) = delete;
    bf16_sum &operator=(const bf16_sum &) = delete;

    // values: overwritten with the sum over all ranks; the same bits on each.
    void reduce(MPI_Comm comm, float *values, size_t count);

private:
    MPI_Op op_ = MPI_OP_NULL;
    std::vector<uint16_t> rounded_;
};

} // namespace nrnn::mpi

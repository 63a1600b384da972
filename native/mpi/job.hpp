// The job of ranks that this process belongs to.
#pragma once

#include "bf16_sum.hpp"
#include "reducer.hpp"

#include "nativernn/nativernn_mpi.h"

#include <mpi.h>

#include <memory>

namespace nrnn::mpi {

class job {
public:
    job();
    ~job();
    job(const job &) = delete;
    job &operator=(const job &) = delete;

    nrnn_mpi_info info() const;

    void barrier();
    void sum(double *values, size_t count);
    void sum(float *values, size_t count, int32_t wire);
    void begin_sum(float *values, size_t count, int32_t wire);
    void finish_sums();
    void broadcast(uint8_t *bytes, size_t count, int32_t from);
    void gather(const uint8_t *bytes, size_t count, uint8_t *all);
    void send(const uint8_t *bytes, size_t count, int32_t to);
    void receive(uint8_t *bytes, size_t count, int32_t from);

private:
    void require_rank(int32_t rank) const;
    void sum_now(const float_sum &sum);

    MPI_Comm comm_ = MPI_COMM_NULL;
    MPI_Comm host_ = MPI_COMM_NULL; // the ranks of this host
    int rank_ = 0;
    int size_ = 1;
    bool has_thread_ = false; // MPI allows calls from a second thread, one at a time
    std::unique_ptr<bf16_sum> bf16_;
    reducer reducer_;
};

} // namespace nrnn::mpi

/*
 * NativeRnn over MPI: what several processes (ranks) do together, as a C ABI of a library of its own,
 * nativernn_mpi, which is linked to MPI and to nothing of nativernn.
 *
 * A call that is said to be of all ranks must be made by each of them, in the same order and with the same
 * counts; it returns when this rank's part is done. All memory is the caller's, plain host memory.
 *
 * One thread at a time. Statuses are those of nativernn.h; the message of a failure is nrnn_mpi_last_error's. After
 * a failure other ranks may wait for this one: nrnn_mpi_abort ends them.
 */
#ifndef NATIVERNN_NATIVERNN_MPI_H
#define NATIVERNN_NATIVERNN_MPI_H

#include "nativernn/nativernn.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The ABI version this library was built with; a caller compares it with NRNN_ABI_VERSION. */
NRNN_API uint32_t nrnn_mpi_abi_version(void);

/* The message of the last failure; "" if there was none. */
NRNN_API const char *nrnn_mpi_last_error(void);

/* The name and version of the MPI that is linked, one line; static storage. */
NRNN_API const char *nrnn_mpi_library(void);

/* ---- Joining and leaving -------------------------------------------------------------------------- */

typedef struct nrnn_mpi_info {
    size_t struct_size;
    int32_t rank;            /* from 0 */
    int32_t size;            /* ranks of the job */
    int32_t local_rank;      /* from 0 among the ranks of this host */
    int32_t local_size;      /* ranks of this host */
    int32_t host_processors; /* logical processors of this host, whatever this process is bound to */
    int32_t reserved;
} nrnn_mpi_info;

/*
 * Joins the job that this process was started in, or makes one of a single rank; of all ranks. Once in a process:
 * a job that was left cannot be joined again.
 */
NRNN_API nrnn_status nrnn_mpi_join(nrnn_mpi_info *info);

/* Leaves the job; of all ranks. */
NRNN_API nrnn_status nrnn_mpi_leave(void);

/* Ends all ranks of the job at once, this one included; code: the exit code, 1 to 255. Does not return. */
NRNN_API void nrnn_mpi_abort(int32_t code);

/* ---- Collectives ---------------------------------------------------------------------------------- */

/* Returns when all ranks have called it. */
NRNN_API nrnn_status nrnn_mpi_barrier(void);

/* values[i] of all ranks become their sum, the same bits on each. */
NRNN_API nrnn_status nrnn_mpi_sum_doubles(double *values, size_t count);

/*
 * values[i] of all ranks become their sum, the same bits on each. wire: NRNN_PRECISION_F32, or NRNN_PRECISION_BF16,
 * in which the ranks' values and partial sums travel rounded to bf16, each addition being made in float32.
 */
NRNN_API nrnn_status nrnn_mpi_sum_floats(float *values, size_t count, int32_t wire);

/*
 * Begins such a sum and returns; the values must be left alone until nrnn_mpi_sum_wait. Sums are made one by one in
 * the order in which they begin, which must be that of all ranks, by a thread of their own.
 */
NRNN_API nrnn_status nrnn_mpi_sum_begin(float *values, size_t count, int32_t wire);

/* Waits for all sums that have begun. */
NRNN_API nrnn_status nrnn_mpi_sum_wait(void);

/* The bytes of one rank come to all. */
NRNN_API nrnn_status nrnn_mpi_broadcast(uint8_t *bytes, size_t count, int32_t from);

/* all: [size, count], the bytes of each rank one behind the other. */
NRNN_API nrnn_status nrnn_mpi_gather(const uint8_t *bytes, size_t count, uint8_t *all);

/* ---- From one rank to another --------------------------------------------------------------------- */

/* Of the two ranks, with the same count; large messages wait for their reader. */
NRNN_API nrnn_status nrnn_mpi_send(const uint8_t *bytes, size_t count, int32_t to);
NRNN_API nrnn_status nrnn_mpi_receive(uint8_t *bytes, size_t count, int32_t from);

#ifdef __cplusplus
}
#endif

#endif

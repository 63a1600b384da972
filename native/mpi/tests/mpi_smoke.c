/* The header as C, and its functions on any number of ranks; exits with 1 at the first thing that is not as it should
 * be. */
#include "nativernn/nativernn_mpi.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 70001 }; /* odd, and more than one message of the small ones */

static nrnn_mpi_info info;
static float values[COUNT];
static float others[COUNT];

static void require(int condition, const char *what) {
    if (condition)
        return;
    fprintf(stderr, "rank %d: %s (%s)\n", (int)info.rank, what, nrnn_mpi_last_error());
    nrnn_mpi_abort(1);
}

static float number_of(int rank, int i) { return (float)(rank + 1) * (float)(i % 251) / 64.0f; }

static void fill(float *target) {
    for (int i = 0; i < COUNT; ++i)
        target[i] = number_of(info.rank, i);
}

/* Rounding: 0 for sums that float32 holds exactly, as it does these. */
static void require_sums(const float *sums, double rounding) {
    const double ranks = (double)info.size * (info.size + 1) / 2;
    for (int i = 0; i < COUNT; ++i) {
        const double expected = ranks * (i % 251) / 64.0;
        require(fabs(sums[i] - expected) <= rounding * expected, "a sum of floats is wrong");
    }
}

static void sums(void) {
    const double bf16 = 0.01; /* 2^-8 for each rounding on the way */
    double doubles[2] = {info.rank, 0.5};
    require(nrnn_mpi_sum_doubles(doubles, 2) == NRNN_OK, "nrnn_mpi_sum_doubles");
    require(doubles[0] == info.size * (info.size - 1) / 2.0 && doubles[1] == 0.5 * info.size,
            "a sum of doubles is wrong");
    fill(values);
    require(nrnn_mpi_sum_floats(values, COUNT, NRNN_PRECISION_F32) == NRNN_OK, "nrnn_mpi_sum_floats");
    require_sums(values, 0);
    fill(values);
    require(nrnn_mpi_sum_floats(values, COUNT, NRNN_PRECISION_BF16) == NRNN_OK, "nrnn_mpi_sum_floats in bf16");
    require_sums(values, bf16);
    fill(values);
    fill(others);
    require(nrnn_mpi_sum_begin(values, COUNT, NRNN_PRECISION_F32) == NRNN_OK, "nrnn_mpi_sum_begin");
    require(nrnn_mpi_sum_begin(others, COUNT, NRNN_PRECISION_BF16) == NRNN_OK, "a second nrnn_mpi_sum_begin");
    require(nrnn_mpi_sum_wait() == NRNN_OK, "nrnn_mpi_sum_wait");
    require_sums(values, 0);
    require_sums(others, bf16);
}

static void same_bits_everywhere(void) {
    uint32_t own, *all = malloc((size_t)info.size * sizeof *all);
    fill(values);
    for (int i = 0; i < COUNT; ++i)
        values[i] /= 3.0f; /* sums that depend on their order */
    require(all != NULL && nrnn_mpi_sum_floats(values, COUNT, NRNN_PRECISION_BF16) == NRNN_OK, "nrnn_mpi_sum_floats");
    own = 0;
    for (int i = 0; i < COUNT; ++i) {
        uint32_t bits;
        memcpy(&bits, values + i, sizeof bits);
        own = own * 31 + bits;
    }
    require(nrnn_mpi_gather((const uint8_t *)&own, sizeof own, (uint8_t *)all) == NRNN_OK, "nrnn_mpi_gather");
    for (int rank = 0; rank < info.size; ++rank)
        require(all[rank] == own, "ranks have different sums");
    free(all);
}

static void messages(void) {
    const int last = info.size - 1;
    uint8_t text[6] = "     ";
    if (info.rank == last)
        memcpy(text, "hello", sizeof text);
    require(nrnn_mpi_broadcast(text, sizeof text, last) == NRNN_OK, "nrnn_mpi_broadcast");
    require(strcmp((char *)text, "hello") == 0, "a broadcast came wrong");
    if (info.rank == last && last > 0) {
        fill(values);
        require(nrnn_mpi_send((uint8_t *)values, sizeof values, 0) == NRNN_OK, "nrnn_mpi_send");
    } else if (info.rank == 0 && last > 0) {
        require(nrnn_mpi_receive((uint8_t *)values, sizeof values, last) == NRNN_OK, "nrnn_mpi_receive");
        require(values[7] == number_of(last, 7) && values[COUNT - 1] == number_of(last, COUNT - 1),
                "a message came wrong");
    }
    require(nrnn_mpi_barrier() == NRNN_OK, "nrnn_mpi_barrier");
}

static void refusals(void) {
    uint8_t byte = 0;
    require(nrnn_mpi_send(&byte, 1, info.size) == NRNN_INVALID_ARGUMENT, "a rank that is not there was accepted");
    require(strstr(nrnn_mpi_last_error(), "no rank") != NULL, "the message does not say what is wrong");
    require(nrnn_mpi_sum_floats(values, 1, NRNN_PRECISION_INT8) == NRNN_INVALID_ARGUMENT, "sums in int8 were accepted");
    require(nrnn_mpi_join(&info) == NRNN_INVALID_ARGUMENT, "a second join was accepted");
}

int main(void) {
    double none = 0;
    require(nrnn_mpi_abi_version() == NRNN_ABI_VERSION, "another ABI version");
    require(nrnn_mpi_sum_doubles(&none, 1) == NRNN_INVALID_ARGUMENT, "a call before nrnn_mpi_join was accepted");
    require(nrnn_mpi_join(NULL) == NRNN_INVALID_ARGUMENT, "a missing struct was accepted");
    info.struct_size = sizeof info;
    require(nrnn_mpi_join(&info) == NRNN_OK, "nrnn_mpi_join");
    require(info.rank >= 0 && info.rank < info.size && info.local_size >= 1 && info.host_processors >= 1,
            "odd numbers");
    sums();
    same_bits_everywhere();
    messages();
    refusals();
    if (info.rank == 0)
        printf("%s, %d ranks: passed\n", nrnn_mpi_library(), (int)info.size);
    return nrnn_mpi_leave() == NRNN_OK ? 0 : 1;
}

#include "job.hpp"

#include "failure.hpp"

#include <algorithm>
#include <thread>

#if defined(__unix__) || defined(__APPLE__)
#include <unistd.h>
#endif

namespace nrnn::mpi {
namespace {

// MPI counts in int. A multiple of a cache line, well below what any implementation has trouble with.
constexpr size_t most_at_once = size_t{1} << 28;

// What is rounded takes memory of its own: 8 MiB.
constexpr size_t rounded_at_once = size_t{1} << 22;

template <size_t most = most_at_once, class Element, class Action>
void in_pieces(Element *values, size_t count, Action &&action) {
    for (size_t first = 0; first < count; first += most)
        action(values + first, static_cast<int>(std::min(most, count - first)));
}

int32_t host_processors() {
#if defined(_SC_NPROCESSORS_ONLN)
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    if (online > 0)
        return static_cast<int32_t>(online);
#endif
    return static_cast<int32_t>(std::max(1u, std::thread::hardware_concurrency()));
}

int joined_with_threads() {
    int provided = MPI_THREAD_SINGLE;
    check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided), "start");
    return provided;
}

} // namespace

job::job()
    : has_thread_(joined_with_threads() >= MPI_THREAD_SERIALIZED),
      reducer_([this](const float_sum &sum) { sum_now(sum); }) {
    check(MPI_Comm_dup(MPI_COMM_WORLD, &comm_), "make a communicator");
    MPI_Comm_set_errhandler(comm_, MPI_ERRORS_RETURN);
    MPI_Comm_rank(comm_, &rank_);
    MPI_Comm_size(comm_, &size_);
    check(MPI_Comm_split_type(comm_, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &host_), "find the ranks of a host");
    bf16_ = std::make_unique<bf16_sum>();
}

job::~job() {
    bf16_.reset();
    MPI_Comm_free(&host_);
    MPI_Comm_free(&comm_);
    MPI_Finalize();
}

nrnn_mpi_info job::info() const {
    nrnn_mpi_info info{};
    info.struct_size = sizeof info;
    info.rank = rank_;
    info.size = size_;
    MPI_Comm_rank(host_, &info.local_rank);
    MPI_Comm_size(host_, &info.local_size);
    info.host_processors = host_processors();
    return info;
}

void job::barrier() {
    finish_sums();
    check(MPI_Barrier(comm_), "wait for the other ranks");
}

void job::sum(double *values, size_t count) {
    finish_sums();
    in_pieces(values, count, [&](double *part, int number) {
        check(MPI_Allreduce(MPI_IN_PLACE, part, number, MPI_DOUBLE, MPI_SUM, comm_), "sum numbers");
    });
}

void job::sum(float *values, size_t count, int32_t wire) {
    finish_sums();
    sum_now({values, count, wire});
}

void job::begin_sum(float *values, size_t count, int32_t wire) {
    if (has_thread_)
        reducer_.begin({values, count, wire});
    else
        sum_now({values, count, wire});
}

void job::finish_sums() { reducer_.wait(); }

void job::broadcast(uint8_t *bytes, size_t count, int32_t from) {
    require_rank(from);
    finish_sums();
    in_pieces(bytes, count, [&](uint8_t *part, int number) {
        check(MPI_Bcast(part, number, MPI_BYTE, from, comm_), "send to all ranks");
    });
}

void job::gather(const uint8_t *bytes, size_t count, uint8_t *all) {
    finish_sums();
    require(count <= most_at_once, "nrnn_mpi_gather takes at most 2^28 bytes of each rank");
    const int number = static_cast<int>(count);
    check(MPI_Allgather(bytes, number, MPI_BYTE, all, number, MPI_BYTE, comm_), "gather of all ranks");
}

void job::send(const uint8_t *bytes, size_t count, int32_t to) {
    require_rank(to);
    finish_sums();
    in_pieces(bytes, count, [&](const uint8_t *part, int number) {
        check(MPI_Send(part, number, MPI_BYTE, to, 0, comm_), "send to another rank");
    });
}

void job::receive(uint8_t *bytes, size_t count, int32_t from) {
    require_rank(from);
    finish_sums();
    in_pieces(bytes, count, [&](uint8_t *part, int number) {
        check(MPI_Recv(part, number, MPI_BYTE, from, 0, comm_, MPI_STATUS_IGNORE), "receive from another rank");
    });
}

void job::require_rank(int32_t rank) const { require(rank >= 0 && rank < size_, "there is no rank of that number"); }

void job::sum_now(const float_sum &sum) {
    if (sum.wire == NRNN_PRECISION_BF16) {
        in_pieces<rounded_at_once>(sum.values, sum.count, [&](float *part, int number) {
            bf16_->reduce(comm_, part, static_cast<size_t>(number));
        });
        return;
    }
    in_pieces(sum.values, sum.count, [&](float *part, int number) {
        check(MPI_Allreduce(MPI_IN_PLACE, part, number, MPI_FLOAT, MPI_SUM, comm_), "sum gradients");
    });
}

} // namespace nrnn::mpi

#include "failure.hpp"
#include "job.hpp"

#include <string>

using namespace nrnn::mpi;

namespace {

job *current = nullptr; // never destroyed at the process's end: leaving waits for the other ranks
bool was_joined = false;

job &joined() {
    require(current != nullptr, "call nrnn_mpi_join before anything else");
    return *current;
}

void require_wire(int32_t wire) {
    require(wire == NRNN_PRECISION_F32 || wire == NRNN_PRECISION_BF16, "sums travel as f32 or bf16");
}

std::string first_line_of_library() {
    char text[MPI_MAX_LIBRARY_VERSION_STRING] = "";
    int length = 0;
    MPI_Get_library_version(text, &length);
    const std::string all(text, static_cast<size_t>(length));
    return all.substr(0, all.find_first_of(",\n"));
}

} // namespace

uint32_t nrnn_mpi_abi_version(void) { return NRNN_ABI_VERSION; }

const char *nrnn_mpi_last_error(void) { return last_error(); }

const char *nrnn_mpi_library(void) {
    static const std::string text = first_line_of_library();
    return text.c_str();
}

nrnn_status nrnn_mpi_join(nrnn_mpi_info *info) {
    return guard([=] {
        require(info != nullptr && info->struct_size >= sizeof *info, "info must be an nrnn_mpi_info of this version");
        require(!was_joined, "this process has joined its job already: MPI starts once in a process");
        was_joined = true;
        current = new job();
        *info = current->info();
    });
}

nrnn_status nrnn_mpi_leave(void) {
    return guard([] {
        joined().finish_sums();
        delete current;
        current = nullptr;
    });
}

void nrnn_mpi_abort(int32_t code) { MPI_Abort(MPI_COMM_WORLD, code); }

nrnn_status nrnn_mpi_barrier(void) {
    return guard([] { joined().barrier(); });
}

nrnn_status nrnn_mpi_sum_doubles(double *values, size_t count) {
    return guard([=] { joined().sum(values, count); });
}

nrnn_status nrnn_mpi_sum_floats(float *values, size_t count, int32_t wire) {
    return guard([=] {
        require_wire(wire);
        joined().sum(values, count, wire);
    });
}

nrnn_status nrnn_mpi_sum_begin(float *values, size_t count, int32_t wire) {
    return guard([=] {
        require_wire(wire);
        joined().begin_sum(values, count, wire);
    });
}

nrnn_status nrnn_mpi_sum_wait(void) {
    return guard([] { joined().finish_sums(); });
}

nrnn_status nrnn_mpi_broadcast(uint8_t *bytes, size_t count, int32_t from) {
    return guard([=] { joined().broadcast(bytes, count, from); });
}

nrnn_status nrnn_mpi_gather(const uint8_t *bytes, size_t count, uint8_t *all) {
    return guard([=] { joined().gather(bytes, count, all); });
}

nrnn_status nrnn_mpi_send(const uint8_t *bytes, size_t count, int32_t to) {
    return guard([=] { joined().send(bytes, count, to); });
}

nrnn_status nrnn_mpi_receive(uint8_t *bytes, size_t count, int32_t from) {
    return guard([=] { joined().receive(bytes, count, from); });
}

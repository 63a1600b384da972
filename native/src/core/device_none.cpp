// Stands in for device_opencl.cpp where oneDNN has been built without a GPU engine. Nobody can make a device, so its
// other functions are never called.
#include "core/device.hpp"

namespace nrnn {
namespace {

[[noreturn]] void refuse() { throw error(NRNN_NO_ENGINE, device::describe_all()); }

} // namespace

struct device::state {};

device::device(const dnnl::engine &) { refuse(); }
device::~device() = default;

int device::count() { return 0; }
dnnl::engine device::onednn_engine(int) { refuse(); }

const char *device::describe_all() {
    return "this build has no GPU engine: build the library with -DNATIVERNN_GPU=OCL";
}

dnnl::stream device::open_stream() const { refuse(); }
void *device::allocate(size_t) { refuse(); }
void device::release(void *) {}
void device::fill(float *, size_t, float) { refuse(); }
void device::copy(const void *, void *, size_t) { refuse(); }
void *device::map(const void *, size_t, host_access) { refuse(); }
void device::unmap(const void *, void *) {}
float *device::map_for_caller(const void *) { refuse(); }
void device::unmap_for_caller(const void *) {}
dnnl::memory device::make_argument(const dnnl::memory::desc &, const dnnl::engine &) { refuse(); }
void device::point(dnnl_memory_t, const void *, size_t) const { refuse(); }
bool device::is_aligned(const void *) const { return true; }
bool device::is_start_of_block(const void *) const { return true; }
size_t device::alignment() const { return 1; }

} // namespace nrnn

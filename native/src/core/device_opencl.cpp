#include "core/device.hpp"

#include "core/address_range.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>

#ifndef CL_TARGET_OPENCL_VERSION
#define CL_TARGET_OPENCL_VERSION 120
#endif
#include "dnnl_ocl.hpp"

namespace nrnn {
namespace {

void check(cl_int status, const char *function) {
    if (status == CL_SUCCESS)
        return;
    if (status == CL_MEM_OBJECT_ALLOCATION_FAILURE || status == CL_OUT_OF_RESOURCES || status == CL_OUT_OF_HOST_MEMORY)
        throw std::bad_alloc();
    throw error(NRNN_INTERNAL, std::string("OpenCL: ") + function + " failed with status " + std::to_string(status));
}

template <class Handle, cl_int(CL_API_CALL *Release)(Handle)>
struct releaser {
    void operator()(Handle handle) const { Release(handle); }
};
template <class Handle, cl_int(CL_API_CALL *Release)(Handle)>
using owned = std::unique_ptr<std::remove_pointer_t<Handle>, releaser<Handle, Release>>;
using owned_queue = owned<cl_command_queue, clReleaseCommandQueue>;
using owned_memory = owned<cl_mem, clReleaseMemObject>;

struct block {
    explicit block(size_t size) : range(size), bytes(size) {}

    address_range range;
    size_t bytes;
    owned_memory memory;
    // Of the caller, see map_for_caller.
    int caller_maps = 0;
    void *caller_data = nullptr;
};

// A part of a block, in bytes from its start.
struct place {
    block &owner;
    size_t offset;
};

owned_queue create_queue(cl_context context, cl_device_id id) {
    cl_int status = CL_SUCCESS;
    owned_queue queue(clCreateCommandQueue(context, id, 0, &status)); // 0: in order
    check(status, "clCreateCommandQueue");
    return queue;
}

// What sub-buffers begin at a multiple of; no less than the cache lines that oneDNN's kernels count on.
size_t alignment_of(cl_device_id id) {
    constexpr size_t least = 128;
    cl_uint bits = 0;
    check(clGetDeviceInfo(id, CL_DEVICE_MEM_BASE_ADDR_ALIGN, sizeof bits, &bits, nullptr), "clGetDeviceInfo");
    return std::max<size_t>(least, bits / 8);
}

std::string name_of(cl_device_id id) {
    size_t bytes = 0;
    check(clGetDeviceInfo(id, CL_DEVICE_NAME, 0, nullptr, &bytes), "clGetDeviceInfo");
    std::string name(bytes, '\0');
    check(clGetDeviceInfo(id, CL_DEVICE_NAME, bytes, &name[0], nullptr), "clGetDeviceInfo");
    return name.c_str(); // without the zero at its end
}

std::string description(int devices) {
    if (devices == 0)
        return "no OpenCL driver here offers a GPU that oneDNN supports: install the GPU's driver (intel-opencl-icd on "
               "Debian) and see that the user may open /dev/dri/renderD*";
    std::string names;
    for (int i = 0; i < devices; ++i)
        names += (i > 0 ? "\n" : "") + name_of(dnnl::ocl_interop::get_device(device::onednn_engine(i)));
    return names;
}

} // namespace

struct device::state {
    explicit state(const dnnl::engine &on)
        : engine(on), context(dnnl::ocl_interop::get_context(on)), id(dnnl::ocl_interop::get_device(on)),
          queue(create_queue(context, id)), alignment(alignment_of(id)) {}

    place find(const void *address) const;
    place find_unmapped(const void *address) const;

    dnnl::engine engine;
    cl_context context;
    cl_device_id id;
    owned_queue queue;
    size_t alignment;
    mutable std::shared_mutex mutex; // of the blocks and the caller's maps
    std::map<const char *, std::unique_ptr<block>> blocks;
};

// The caller holds the mutex.
place device::state::find(const void *address) const {
    const char *at = static_cast<const char *>(address);
    auto next = blocks.upper_bound(at);
    if (next != blocks.begin()) {
        block &candidate = *std::prev(next)->second;
        const auto offset = static_cast<size_t>(at - candidate.range.begin());
        if (offset < candidate.bytes)
            return {candidate, offset};
    }
    throw error(NRNN_INTERNAL, "an address lies in no block of the GPU engine");
}

place device::state::find_unmapped(const void *address) const {
    const place found = find(address);
    require(found.owner.caller_maps == 0, "a buffer that an operation uses is mapped: unmap it first");
    return found;
}

device::device(const dnnl::engine &engine) : state_(std::make_unique<state>(engine)) {}

device::~device() { clFinish(state_->queue.get()); }

int device::count() {
    static const int present = static_cast<int>(dnnl::engine::get_count(dnnl::engine::kind::gpu));
    return present;
}

dnnl::engine device::onednn_engine(int index) {
    static std::mutex mutex;
    static auto *const engines = new std::map<int, dnnl::engine>; // never freed: at exit the driver may be gone first
    const std::lock_guard<std::mutex> lock(mutex);
    const auto found = engines->find(index);
    if (found != engines->end())
        return found->second;
    return engines->emplace(index, dnnl::engine(dnnl::engine::kind::gpu, static_cast<size_t>(index))).first->second;
}

const char *device::describe_all() {
    static const std::string text = description(count());
    return text.c_str();
}

dnnl::stream device::open_stream() const { return dnnl::ocl_interop::make_stream(state_->engine, state_->queue.get()); }

void *device::allocate(size_t bytes) {
    auto made = std::make_unique<block>(std::max<size_t>(bytes, 1));
    cl_int status = CL_SUCCESS;
    made->memory.reset(clCreateBuffer(state_->context, CL_MEM_READ_WRITE, made->bytes, nullptr, &status));
    check(status, "clCreateBuffer");
    char *begin = made->range.begin();
    const std::unique_lock<std::shared_mutex> lock(state_->mutex);
    state_->blocks.emplace(begin, std::move(made));
    return begin;
}

// OpenCL itself keeps the memory for as long as something queued uses it.
void device::release(void *address) {
    const std::unique_lock<std::shared_mutex> lock(state_->mutex);
    state_->blocks.erase(static_cast<const char *>(address));
}

void device::fill(float *address, size_t count, float value) {
    if (count == 0)
        return;
    const std::shared_lock<std::shared_mutex> lock(state_->mutex);
    const place to = state_->find_unmapped(address);
    check(clEnqueueFillBuffer(state_->queue.get(), to.owner.memory.get(), &value, sizeof value, to.offset,
                              count * sizeof value, 0, nullptr, nullptr),
          "clEnqueueFillBuffer");
}

void device::copy(const void *from, void *to, size_t bytes) {
    if (bytes == 0)
        return;
    const std::shared_lock<std::shared_mutex> lock(state_->mutex);
    const place source = state_->find_unmapped(from), target = state_->find_unmapped(to);
    check(clEnqueueCopyBuffer(state_->queue.get(), source.owner.memory.get(), target.owner.memory.get(), source.offset,
                              target.offset, bytes, 0, nullptr, nullptr),
          "clEnqueueCopyBuffer");
}

void *device::map(const void *address, size_t bytes, host_access access) {
    const cl_map_flags flags = access == host_access::read ? CL_MAP_READ : CL_MAP_READ | CL_MAP_WRITE;
    const std::shared_lock<std::shared_mutex> lock(state_->mutex);
    const place from = state_->find_unmapped(address);
    cl_int status = CL_SUCCESS;
    void *data = clEnqueueMapBuffer(state_->queue.get(), from.owner.memory.get(), CL_TRUE, flags, from.offset, bytes, 0,
                                    nullptr, nullptr, &status);
    check(status, "clEnqueueMapBuffer");
    return data;
}

void device::unmap(const void *address, void *mapped) {
    const std::shared_lock<std::shared_mutex> lock(state_->mutex);
    check(clEnqueueUnmapMemObject(state_->queue.get(), state_->find(address).owner.memory.get(), mapped, 0, nullptr,
                                  nullptr),
          "clEnqueueUnmapMemObject");
}

float *device::map_for_caller(const void *address) {
    const std::unique_lock<std::shared_mutex> lock(state_->mutex);
    block &whole = state_->find(address).owner;
    if (whole.caller_maps == 0) {
        cl_int status = CL_SUCCESS;
        whole.caller_data =
            clEnqueueMapBuffer(state_->queue.get(), whole.memory.get(), CL_TRUE, CL_MAP_READ | CL_MAP_WRITE, 0,
                               whole.bytes, 0, nullptr, nullptr, &status);
        check(status, "clEnqueueMapBuffer");
    }
    ++whole.caller_maps;
    return static_cast<float *>(whole.caller_data);
}

void device::unmap_for_caller(const void *address) {
    const std::unique_lock<std::shared_mutex> lock(state_->mutex);
    block &whole = state_->find(address).owner;
    require(whole.caller_maps > 0, "the buffer is not mapped");
    if (--whole.caller_maps == 0)
        check(clEnqueueUnmapMemObject(state_->queue.get(), whole.memory.get(), whole.caller_data, 0, nullptr, nullptr),
              "clEnqueueUnmapMemObject");
}

dnnl::memory device::make_argument(const dnnl::memory::desc &desc, const dnnl::engine &engine) {
    return dnnl::ocl_interop::make_memory(desc, engine, dnnl::ocl_interop::memory_kind::buffer, DNNL_MEMORY_NONE);
}

// oneDNN keeps a reference of its own to what it is given.
void device::point(dnnl_memory_t argument, const void *address, size_t bytes) const {
    const std::shared_lock<std::shared_mutex> lock(state_->mutex);
    const place at = state_->find_unmapped(address);
    cl_mem memory = at.owner.memory.get();
    owned_memory part;
    if (at.offset > 0) {
        const cl_buffer_region region{at.offset, bytes};
        cl_int status = CL_SUCCESS;
        part.reset(clCreateSubBuffer(memory, CL_MEM_READ_WRITE, CL_BUFFER_CREATE_TYPE_REGION, &region, &status));
        check(status, "clCreateSubBuffer");
        memory = part.get();
    }
    dnnl::error::wrap_c_api(dnnl_ocl_interop_memory_set_mem_object(argument, memory),
                            "could not point an argument at its memory");
}

bool device::is_aligned(const void *address) const {
    const std::shared_lock<std::shared_mutex> lock(state_->mutex);
    return state_->find(address).offset % state_->alignment == 0;
}

bool device::is_start_of_block(const void *address) const {
    const std::shared_lock<std::shared_mutex> lock(state_->mutex);
    return state_->find(address).offset == 0;
}

size_t device::alignment() const { return state_->alignment; }

} // namespace nrnn

// What the ICD loader calls of a layer: it hands in the functions beneath and takes those to use instead.
#include "layer.hpp"

#include <sys/mman.h>

#include <algorithm>

namespace pocl_layer {
namespace {

const cl_icd_dispatch *next_layer;
cl_icd_dispatch functions; // what programs call

// Where the sub-group functions of sub_groups.cl exchange values: the kernels run in this process.
bool map_exchange() {
    void *const begin = reinterpret_cast<void *>(0x510000000000);
    constexpr size_t bytes = size_t{1} << 30;
    constexpr int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE;
    return ::mmap(begin, bytes, PROT_READ | PROT_WRITE, flags, -1, 0) == begin;
}

} // namespace

const cl_icd_dispatch &beneath() { return *next_layer; }

} // namespace pocl_layer

#define LAYER_EXPORT extern "C" __attribute__((visibility("default")))

LAYER_EXPORT cl_int CL_API_CALL clGetLayerInfo(cl_layer_info name, size_t capacity, void *value, size_t *needed) {
    constexpr char title[] = "PoCL as an Intel GPU";
    constexpr cl_layer_api_version version = CL_LAYER_API_VERSION_100;
    if (name == CL_LAYER_API_VERSION)
        return pocl_layer::answer(&version, sizeof version, capacity, value, needed);
    if (name == CL_LAYER_NAME)
        return pocl_layer::answer(title, sizeof title, capacity, value, needed);
    return CL_INVALID_VALUE;
}

LAYER_EXPORT cl_int CL_API_CALL clInitLayer(cl_uint offered, const cl_icd_dispatch *target, cl_uint *count,
                                            const cl_icd_dispatch **functions_out) {
    using namespace pocl_layer;
    if (target == nullptr || count == nullptr || functions_out == nullptr)
        return CL_INVALID_VALUE;
    if (!map_exchange())
        return CL_OUT_OF_HOST_MEMORY;
    const size_t taken = std::min<size_t>(offered, sizeof functions / sizeof(void *));
    next_layer = target;
    std::memcpy(&functions, target, taken * sizeof(void *));
    functions.clGetPlatformInfo = get_platform_info;
    functions.clGetDeviceIDs = get_device_ids;
    functions.clGetDeviceInfo = get_device_info;
    functions.clCreateProgramWithSource = create_program_with_source;
    functions.clBuildProgram = build_program;
    *count = static_cast<cl_uint>(taken);
    *functions_out = &functions;
    return CL_SUCCESS;
}

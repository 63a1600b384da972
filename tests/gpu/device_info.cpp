// What the platform and its device say of themselves: enough for oneDNN to take them for an Intel Xe-LP GPU.
#include "layer.hpp"

#include <string>

namespace pocl_layer {
namespace {

// Names of Intel's extensions, which the public headers may lack.
constexpr cl_device_info ip_version = 0x4250;           // CL_DEVICE_IP_VERSION_INTEL
constexpr cl_device_info feature_capabilities = 0x4256; // CL_DEVICE_FEATURE_CAPABILITIES_INTEL
constexpr cl_device_info shared_system_memory = 0x4194; // CL_DEVICE_SHARED_SYSTEM_MEM_CAPABILITIES_INTEL
constexpr cl_uint intel = 0x8086;
constexpr cl_uint xe_lp = 12u << 22;  // 12.0.0
constexpr cl_uint compute_units = 96; // oneDNN divides by the 16 of a sub-slice, and fails on fewer

template <class Value>
cl_int answer_value(Value number, size_t capacity, void *value, size_t *needed) {
    return answer(&number, sizeof number, capacity, value, needed);
}

cl_int answer_extensions(cl_device_id device, size_t capacity, void *value, size_t *needed) {
    size_t bytes = 0;
    cl_int status = beneath().clGetDeviceInfo(device, CL_DEVICE_EXTENSIONS, 0, nullptr, &bytes);
    std::string names(bytes, '\0');
    if (status == CL_SUCCESS)
        status = beneath().clGetDeviceInfo(device, CL_DEVICE_EXTENSIONS, bytes, &names[0], nullptr);
    if (status != CL_SUCCESS)
        return status;
    names = names.c_str(); // without the zero at its end
    names += " cl_intel_subgroups cl_intel_required_subgroup_size cl_intel_subgroups_short cl_intel_subgroups_long";
    return answer(names.c_str(), names.size() + 1, capacity, value, needed);
}

} // namespace

cl_int CL_API_CALL get_platform_info(cl_platform_id platform, cl_platform_info name, size_t capacity, void *value,
                                     size_t *needed) {
    constexpr char title[] = "Intel(R) OpenCL Graphics (PoCL in disguise)";
    if (name == CL_PLATFORM_NAME || name == CL_PLATFORM_VENDOR)
        return answer(title, sizeof title, capacity, value, needed);
    return beneath().clGetPlatformInfo(platform, name, capacity, value, needed);
}

cl_int CL_API_CALL get_device_ids(cl_platform_id platform, cl_device_type type, cl_uint count, cl_device_id *devices,
                                  cl_uint *found) {
    const cl_device_type meant = type == CL_DEVICE_TYPE_GPU ? CL_DEVICE_TYPE_CPU : type;
    return beneath().clGetDeviceIDs(platform, meant, count, devices, found);
}

cl_int CL_API_CALL get_device_info(cl_device_id device, cl_device_info name, size_t capacity, void *value,
                                   size_t *needed) {
    switch (name) {
    case CL_DEVICE_TYPE:
        return answer_value<cl_device_type>(CL_DEVICE_TYPE_GPU, capacity, value, needed);
    case CL_DEVICE_VENDOR_ID:
        return answer_value(intel, capacity, value, needed);
    case CL_DEVICE_MAX_COMPUTE_UNITS:
        return answer_value(compute_units, capacity, value, needed);
    case ip_version:
        return answer_value(xe_lp, capacity, value, needed);
    case feature_capabilities:
    case shared_system_memory:
        return answer_value<cl_bitfield>(0, capacity, value, needed);
    case CL_DEVICE_EXTENSIONS:
        return answer_extensions(device, capacity, value, needed);
    default:
        return beneath().clGetDeviceInfo(device, name, capacity, value, needed);
    }
}

} // namespace pocl_layer

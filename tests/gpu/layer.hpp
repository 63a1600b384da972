// An OpenCL layer that presents PoCL's CPU device to oneDNN as an Intel GPU: what each of its parts replaces.
#pragma once

#define CL_TARGET_OPENCL_VERSION 300
#include <CL/cl_ext.h>
#include <CL/cl_layer.h>

#include <cstring>

namespace pocl_layer {

// What the layer stands before: the ICD loader.
const cl_icd_dispatch &beneath();

// The answer to an OpenCL query.
inline cl_int answer(const void *source, size_t bytes, size_t capacity, void *value, size_t *needed) {
    if (value != nullptr) {
        if (capacity < bytes)
            return CL_INVALID_VALUE;
        std::memcpy(value, source, bytes);
    }
    if (needed != nullptr)
        *needed = bytes;
    return CL_SUCCESS;
}

cl_int CL_API_CALL get_platform_info(cl_platform_id platform, cl_platform_info name, size_t capacity, void *value,
                                     size_t *needed);
cl_int CL_API_CALL get_device_ids(cl_platform_id platform, cl_device_type type, cl_uint count, cl_device_id *devices,
                                  cl_uint *found);
cl_int CL_API_CALL get_device_info(cl_device_id device, cl_device_info name, size_t capacity, void *value,
                                   size_t *needed);
cl_program CL_API_CALL create_program_with_source(cl_context context, cl_uint count, const char **strings,
                                                  const size_t *lengths, cl_int *status);
cl_int CL_API_CALL build_program(cl_program program, cl_uint count, const cl_device_id *devices, const char *options,
                                 void(CL_CALLBACK *notify)(cl_program, void *), void *data);

} // namespace pocl_layer

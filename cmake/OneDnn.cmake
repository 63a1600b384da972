# Provides NativeRnn::onednn: oneDNN with the threadpool runtime, static and position independent.
#
#   NATIVERNN_ONEDNN=source (default)  built once per machine into a cache outside the repository
#   NATIVERNN_ONEDNN=system            find_package(dnnl); distributions build it with OpenMP
#   NATIVERNN_ONEDNN=headers           those of a oneDNN built for another system, in NATIVERNN_ONEDNN_HEADERS: enough to
#                                      compile nativernn_objects there and see that the sources are portable
#   NATIVERNN_ONEDNN_SOURCE=<folder>   an unpacked oneDNN source tree; else the release is downloaded,
#                                      or, on Debian, the distribution's source package is used
#   NATIVERNN_CACHE_DIR=<folder>       where builds are kept; default: the user's cache folder
#   NATIVERNN_GPU=OCL                  adds oneDNN's GPU engine (OpenCL, Intel GPUs); only the pinned release

set(NATIVERNN_ONEDNN "source" CACHE STRING "Where oneDNN comes from: source, system or, to compile only, headers")
set_property(CACHE NATIVERNN_ONEDNN PROPERTY STRINGS source system headers)
set(NATIVERNN_ONEDNN_HEADERS "" CACHE PATH "With NATIVERNN_ONEDNN=headers: the include folder of a built oneDNN")
mark_as_advanced(NATIVERNN_ONEDNN_HEADERS)
set(NATIVERNN_ONEDNN_SOURCE "" CACHE PATH "An unpacked oneDNN source tree, 3.7 or later")
set(NATIVERNN_CACHE_DIR "" CACHE PATH "Folder that keeps built dependencies between checkouts")
set(NATIVERNN_GPU "NONE" CACHE STRING "oneDNN's GPU engine: NONE or OCL (OpenCL, Intel GPUs)")
set_property(CACHE NATIVERNN_GPU PROPERTY STRINGS NONE OCL)
set(NATIVERNN_GPU_ISA "ALL" CACHE STRING "Generations of GPU to build for, as oneDNN's ENABLE_PRIMITIVE_GPU_ISA names them")
set(NATIVERNN_ONEDNN_OPTIMIZATION "-O2" CACHE STRING "Optimisation of oneDNN's own code; not with MSVC")
mark_as_advanced(NATIVERNN_ONEDNN_OPTIMIZATION)

set(nrnn_onednn_minimum 3.7)
set(nrnn_onednn_release 3.7.2)
# RNN needs the matrix products behind MATMUL and the weight layouts behind REORDER; nothing else is called.
set(nrnn_onednn_primitives "RNN;MATMUL;REORDER")
set(nrnn_msvc_runtime MultiThreaded)
set(nrnn_onednn_options
  -DCMAKE_BUILD_TYPE=Release
  -DCMAKE_POSITION_INDEPENDENT_CODE=ON
  -DCMAKE_CXX_VISIBILITY_PRESET=hidden
  -DCMAKE_VISIBILITY_INLINES_HIDDEN=ON
  -DONEDNN_LIBRARY_TYPE=STATIC
  -DONEDNN_CPU_RUNTIME=THREADPOOL
  -DONEDNN_ENABLE_WORKLOAD=TRAINING
  -DONEDNN_BUILD_GRAPH=OFF
  -DONEDNN_BUILD_DOC=OFF
  -DONEDNN_BUILD_EXAMPLES=OFF
  -DONEDNN_BUILD_TESTS=OFF
  -DONEDNN_ENABLE_JIT_PROFILING=OFF
  -DONEDNN_ENABLE_ITT_TASKS=OFF)
if(NOT MSVC)
  # -O2: the time goes into generated kernels, and -O3 makes the rest a sixth larger.
  list(APPEND nrnn_onednn_options
    "-DCMAKE_CXX_FLAGS=-ffunction-sections -fdata-sections"
    "-DCMAKE_CXX_FLAGS_RELEASE=${NATIVERNN_ONEDNN_OPTIMIZATION} -DNDEBUG")
endif()
if(MSVC)
  # A library that needs no redistributable on the user's machine; native/CMakeLists.txt chooses the same.
  list(APPEND nrnn_onednn_options
    -DCMAKE_POLICY_DEFAULT_CMP0091=NEW "-DCMAKE_MSVC_RUNTIME_LIBRARY=${nrnn_msvc_runtime}")
endif()
foreach(variable IN ITEMS CMAKE_TOOLCHAIN_FILE CMAKE_OSX_ARCHITECTURES CMAKE_OSX_DEPLOYMENT_TARGET)
  if(${variable})
    list(APPEND nrnn_onednn_options "-D${variable}=${${variable}}")
  endif()
endforeach()
if(NATIVERNN_GPU STREQUAL "OCL")
  list(APPEND nrnn_onednn_primitives SOFTMAX ELTWISE BINARY REDUCTION)
  list(APPEND nrnn_onednn_options
    -DONEDNN_GPU_RUNTIME=OCL "-DONEDNN_ENABLE_PRIMITIVE_GPU_ISA=${NATIVERNN_GPU_ISA}")
elseif(NOT NATIVERNN_GPU STREQUAL "NONE")
  message(FATAL_ERROR "NATIVERNN_GPU is '${NATIVERNN_GPU}': use OCL, or NONE to build without a GPU engine.")
endif()

function(nrnn_cache_dir out)
  if(NATIVERNN_CACHE_DIR)
    set(dir "${NATIVERNN_CACHE_DIR}")
  elseif(DEFINED ENV{NATIVERNN_CACHE_DIR})
    set(dir "$ENV{NATIVERNN_CACHE_DIR}")
  elseif(WIN32)
    set(dir "$ENV{LOCALAPPDATA}/nativernn/cache")
  elseif(APPLE)
    set(dir "$ENV{HOME}/Library/Caches/nativernn")
  elseif(DEFINED ENV{XDG_CACHE_HOME})
    set(dir "$ENV{XDG_CACHE_HOME}/nativernn")
  else()
    set(dir "$ENV{HOME}/.cache/nativernn")
  endif()
  set(${out} "${dir}" PARENT_SCOPE)
endfunction()

function(nrnn_download_onednn folder out)
  set(archive "${folder}/oneDNN-${nrnn_onednn_release}.tar.gz")
  set(url "https://github.com/uxlfoundation/oneDNN/archive/refs/tags/v${nrnn_onednn_release}.tar.gz")
  message(STATUS "oneDNN: downloading ${url}")
  file(DOWNLOAD "${url}" "${archive}" STATUS status INACTIVITY_TIMEOUT 30)
  list(GET status 0 code)
  list(GET status 1 reason)
  if(code EQUAL 0)
    file(ARCHIVE_EXTRACT INPUT "${archive}" DESTINATION "${folder}")
    set(${out} "${folder}/oneDNN-${nrnn_onednn_release}" PARENT_SCOPE)
  else()
    message(STATUS "oneDNN: the release cannot be downloaded (${reason})")
    set(${out} "" PARENT_SCOPE)
  endif()
  file(REMOVE "${archive}")
endfunction()

function(nrnn_onednn_from_distribution folder out)
  find_program(NRNN_APT_GET apt-get)
  mark_as_advanced(NRNN_APT_GET)
  set(${out} "" PARENT_SCOPE)
  if(NOT NRNN_APT_GET)
    return()
  endif()
  message(STATUS "oneDNN: asking the distribution for its source package")
  execute_process(
    COMMAND sh "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/onednn-source-package.sh" "${folder}"
    OUTPUT_VARIABLE tree OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
  if(NOT failed)
    set(${out} "${tree}" PARENT_SCOPE)
  endif()
endfunction()

# A source tree: the given one, one unpacked earlier, the release download, the distribution's package.
function(nrnn_onednn_source_tree cache out)
  if(NATIVERNN_ONEDNN_SOURCE)
    set(tree "${NATIVERNN_ONEDNN_SOURCE}")
  else()
    set(tree "${cache}/source/oneDNN-${nrnn_onednn_release}")
    if(NOT EXISTS "${tree}/CMakeLists.txt")
      file(MAKE_DIRECTORY "${cache}/source")
      nrnn_download_onednn("${cache}/source" tree)
      if(NOT tree)
        nrnn_onednn_from_distribution("${cache}/source" tree)
      endif()
    endif()
  endif()
  if(NOT EXISTS "${tree}/include/oneapi/dnnl/dnnl.hpp")
    message(FATAL_ERROR
      "No oneDNN source found. Unpack a oneDNN release (${nrnn_onednn_minimum} or later) and configure with "
      "-DNATIVERNN_ONEDNN_SOURCE=<folder>, or install oneDNN and use -DNATIVERNN_ONEDNN=system.")
  endif()
  set(${out} "${tree}" PARENT_SCOPE)
endfunction()

# Some of oneDNN's f32 matrix products point the stack pointer into a block of the heap while they compute
# (STACK_CAPACITY in jit_avx*_gemm_f32.cpp): a signal that arrives then, such as Ctrl-C, is delivered below that
# block, over whatever the heap holds there. With room for the largest product's buffer on the stack itself
# (384 * 48 floats and some more, 73,984 bytes) the heap is never used for it. Works on a copy, so that a given
# tree stays as it is.
function(nrnn_onednn_keep_off_the_heap tree copy)
  file(REMOVE_RECURSE "${copy}")
  file(COPY "${tree}/" DESTINATION "${copy}")
  foreach(name jit_avx_gemm_f32 jit_avx512_common_gemm_f32)
    set(source "${copy}/src/cpu/x64/gemm/f32/${name}.cpp")
    file(READ "${source}" text)
    string(REPLACE "#define STACK_CAPACITY (4 * PAGE_4K)" "#define STACK_CAPACITY (20 * PAGE_4K)" patched "${text}")
    if(patched STREQUAL text)
      message(WARNING "oneDNN: ${name}.cpp is not as in ${nrnn_onednn_release}; see whether signals are safe in it")
    endif()
    file(WRITE "${source}" "${patched}")
  endforeach()
endfunction()

# The patch files say why they are there. Only the GPU engine needs them, which is pinned to the release they fit.
function(nrnn_onednn_patches out)
  set(patches "")
  if(NOT NATIVERNN_GPU STREQUAL "NONE")
    file(GLOB patches "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/patches/onednn-gpu-*.patch")
  endif()
  set(${out} "${patches}" PARENT_SCOPE)
endfunction()

function(nrnn_onednn_patch copy)
  nrnn_onednn_patches(patches)
  foreach(patch ${patches})
    find_program(NRNN_PATCH patch REQUIRED)
    mark_as_advanced(NRNN_PATCH)
    execute_process(COMMAND "${NRNN_PATCH}" -p1 --silent -i "${patch}" WORKING_DIRECTORY "${copy}"
      COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
endfunction()

function(nrnn_onednn_build tree prefix work)
  cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
  message(STATUS "oneDNN: building once for this machine with ${cores} jobs (about 10 to 30 minutes on two cores)")
  message(STATUS "oneDNN: ${tree} -> ${prefix}")
  nrnn_onednn_keep_off_the_heap("${tree}" "${work}-source")
  nrnn_onednn_patch("${work}-source")
  execute_process(
    COMMAND "${CMAKE_COMMAND}" -S "${work}-source" -B "${work}" -G "${CMAKE_GENERATOR}" -Wno-dev
            "-DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}" "-DCMAKE_C_COMPILER=${CMAKE_C_COMPILER}"
            "-DCMAKE_INSTALL_PREFIX=${prefix}" -DCMAKE_INSTALL_LIBDIR=lib
            "-DONEDNN_ENABLE_PRIMITIVE=${nrnn_onednn_primitives}" ${nrnn_onednn_options}
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND "${CMAKE_COMMAND}" --build "${work}" --config Release --parallel ${cores}
    COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND "${CMAKE_COMMAND}" --install "${work}" --config Release
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  foreach(notice LICENSE THIRD-PARTY-PROGRAMS)
    file(COPY "${tree}/${notice}" DESTINATION "${prefix}/share/doc/dnnl")
  endforeach()
  file(REMOVE_RECURSE "${work}" "${work}-source")
  file(WRITE "${prefix}/nativernn-complete" "")
endfunction()

# Finds or makes the cache entry whose key holds everything that shapes the binary.
function(nrnn_onednn_cached out)
  nrnn_cache_dir(cache)
  if(NATIVERNN_ONEDNN_SOURCE)
    file(STRINGS "${NATIVERNN_ONEDNN_SOURCE}/CMakeLists.txt" line REGEX "PROJECT_VERSION \"[0-9.]+\"")
    string(REGEX MATCH "[0-9]+\\.[0-9.]+" version "${line}")
    set(origin "${NATIVERNN_ONEDNN_SOURCE}")
  else()
    set(version ${nrnn_onednn_release})
    set(origin release)
  endif()
  nrnn_onednn_patches(patches)
  set(patched "")
  foreach(patch ${patches})
    file(SHA256 "${patch}" hash)
    string(APPEND patched ";${hash}")
  endforeach()
  string(SHA256 key "${version};stack-capacity-20;${origin};${nrnn_onednn_primitives};${nrnn_onednn_options};${CMAKE_CXX_COMPILER_ID};\
${CMAKE_CXX_COMPILER_VERSION};${CMAKE_SYSTEM_NAME};${CMAKE_SYSTEM_PROCESSOR}${patched}")
  string(SUBSTRING "${key}" 0 12 key)
  set(prefix "${cache}/onednn-${version}-${key}")
  if(NOT EXISTS "${prefix}/nativernn-complete")
    # A build that another checkout has begun is waited for, not repeated.
    file(MAKE_DIRECTORY "${cache}")
    file(LOCK "${cache}/onednn.lock" GUARD FUNCTION TIMEOUT 7200)
  endif()
  if(NOT EXISTS "${prefix}/nativernn-complete")
    nrnn_onednn_source_tree("${cache}" tree)
    nrnn_onednn_build("${tree}" "${prefix}" "${cache}/build-${key}")
  endif()
  message(STATUS "oneDNN: using ${prefix}")
  set(${out} "${prefix}" PARENT_SCOPE)
endfunction()

if(NOT TARGET NativeRnn::onednn)
  find_package(Threads REQUIRED)
  if(NATIVERNN_ONEDNN STREQUAL "system")
    find_package(dnnl ${nrnn_onednn_minimum} CONFIG REQUIRED)
    set(NATIVERNN_ONEDNN_NOTICES "")
  elseif(NATIVERNN_ONEDNN STREQUAL "headers")
    add_library(DNNL::dnnl INTERFACE IMPORTED)
    set_target_properties(DNNL::dnnl PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${NATIVERNN_ONEDNN_HEADERS}")
    set(NATIVERNN_ONEDNN_NOTICES "")
  else()
    if(TARGET DNNL::dnnl)
      message(FATAL_ERROR
        "This project already has a oneDNN (DNNL::dnnl), which need not have the threads that NativeRnn works with. Add "
        "NativeRnn before it, or share it with -DNATIVERNN_ONEDNN=system.")
    endif()
    nrnn_onednn_cached(nrnn_onednn_prefix)
    # find_package would leave dnnl_DIR in the cache, for the project that NativeRnn is a part of.
    include("${nrnn_onednn_prefix}/lib/cmake/dnnl/dnnl-config.cmake")
    set(NATIVERNN_ONEDNN_NOTICES "${nrnn_onednn_prefix}/share/doc/dnnl")
    set(NATIVERNN_ONEDNN_PREFIX "${nrnn_onednn_prefix}" CACHE INTERNAL "Where the oneDNN that is used was installed")
  endif()
  add_library(NativeRnn::onednn INTERFACE IMPORTED)
  target_link_libraries(NativeRnn::onednn INTERFACE DNNL::dnnl Threads::Threads ${CMAKE_DL_LIBS})
endif()

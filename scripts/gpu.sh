# The suites on the GPU engine, over an OpenCL device that stands in for a GPU; docs/gpu.md says what that proves.
# shellcheck shell=bash disable=SC2034,SC2154

gpu_tools=(patch opencl-headers ocl-icd-opencl-dev pocl-opencl-icd)

# What its numbers or its memory could change: layers, training runs, generation, decoding, saved runs.
gpu_filter='(TestCategory=Numerics|FullyQualifiedName~Decoding|FullyQualifiedName~Models|FullyQualifiedName~TrainerTests'
gpu_filter+='|FullyQualifiedName~EngineChoice|FullyQualifiedName~CheckpointRoundTrip)&TestCategory!=Acceptance'
# The same bits from run to run are the CPU's promise alone.
gpu_filter+='&TestCategory!=SameBits'
# Refused by name on a GPU, which native tests hold: these parts, and training on series of one number at a time.
gpu_filter+='&TestCategory!=LstmParts&FullyQualifiedName!~TimeSeries'

# PoCL keeps compiled kernels there: a shape seen before costs a millisecond, a new one about a second.
gpu_kernel_cache() {
  printf '%s/pocl' "${NATIVERNN_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/nativernn}"
}

# COMMAND...: runs it with the GPU engine as the one that tests and programs take.
on_gpu_engine() {
  mkdir -p "$(gpu_kernel_cache)"
  OPENCL_LAYERS=$root/build/gpu/tests/gpu/libpocl_intel_gpu.so POCL_CACHE_DIR=$(gpu_kernel_cache) \
    NATIVERNN_ENGINE=gpu NATIVERNN_LIBRARY_PATH=$root/build/gpu/native "$@"
}

gpu_engine_is_there() {
  local said
  said=$(on_gpu_engine artifacts/nativernn doctor) && echo "$said" && grep -q '^gpu:0 ' <<<"$said"
}

gpu_suites() {
  say "Building with the GPU engine"
  if ! compile_native gpu ON OFF; then
    tally "GPU build" 0 1 0 1
    return
  fi
  check "GPU engine is there" gpu_engine_is_there
  on_gpu_engine googletest_suite "native tests on the GPU engine" build/gpu/native/tests/nativernn_tests
  on_gpu_engine managed_suite "managed tests on the GPU engine" "$gpu_filter"
}

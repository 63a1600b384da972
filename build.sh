#!/usr/bin/env bash
# Sets up, builds, tests and packs NativeRnn; ./build.sh --help lists the commands.
set -euo pipefail
unset CDPATH
called_from=$PWD
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

source scripts/settings.sh
source scripts/prerequisites.sh
source scripts/native.sh
source scripts/managed.sh
source scripts/packages.sh
source scripts/tally.sh
source scripts/consumers.sh
source scripts/suites.sh
source scripts/gpu.sh

usage() {
  cat <<'TEXT'
Usage: ./build.sh [COMMAND]

  (nothing)     build the native library, the C# library and the command artifacts/nativernn
  demo          build, then train and show the demo models; its report goes to artifacts/demo
  test          build with warnings as errors, then run every quick test and format check
  test --all    the same, with the long acceptance tests
  test --gpu    build with the GPU engine, then run the tests on it, over an OpenCL device that stands in for a GPU
  bench         build, then measure our own cost above bare oneDNN primitives, and show which targets hold
  bench [--only GROUP]... [--json FILE]
                the same for some groups, which the table names, with the figures in a file too
  bench --native [ARGUMENT...]
                build, then run the native benchmarks in Google Benchmark; the arguments are its own, and --threads=N
  bench --dotnet [ARGUMENT...]
                build, then run the managed benchmarks in BenchmarkDotNet; the arguments are its own, such as
                --filter '*Generation*'
  bench --pytorch [ARGUMENT...]
                build, then run the same work here and in PyTorch where that is installed, by turns; the arguments
                are those of benchmarks/compare.py, such as --rounds 9
  bench --onnxruntime [ARGUMENT...]
                the same for generation in ONNX Runtime
  pack          build, then make the NuGet packages in artifacts/packages
  native        build and check the native library alone, to be packed on another machine
  pack --gathered
                build the C# side and pack it with the native libraries that lie in artifacts/runtimes
  clean         delete what was built in this checkout; caches outside it stay
  help, --help  this text

The first build on a machine also builds oneDNN, 10 to 30 minutes on two cores, and keeps it in the user's
cache folder. Environment variables:

  NATIVERNN_ONEDNN_SOURCE  an unpacked oneDNN source tree, 3.7 or later; without it one is fetched
  NATIVERNN_ONEDNN         "system" links an installed oneDNN instead of building one
  NATIVERNN_CACHE_DIR      where the built oneDNN is kept
  NATIVERNN_GLIBC_LIMIT    the newest glibc that the library may need, checked; default: 2.36
  NATIVERNN_SHARED         a folder with reference data for the tests; default: shared beside the checkout
  NATIVERNN_MPI            "ON" builds the module for training on several machines, which needs an MPI; the tests
                           build it where they find or can install one
  CXX, CC                  the compilers; after a change, run ./build.sh clean first
TEXT
}

# TESTS BENCHMARKS (ON or OFF each): what of the native side is built beside the library.
build_all() {
  build_native "$@" && build_managed && publish_command_line
}

build_command() {
  require_tools "${build_tools[@]}" googletest
  build_all ON ON
  say "Built: artifacts/nativernn"
}

demo_command() {
  require_tools "${build_tools[@]}"
  build_all OFF OFF
  run_demo
}

test_command() {
  require_tools "${build_tools[@]}" googletest
  wish_for_tools clang-format libopenmpi-dev openmpi-bin
  if have_libopenmpi-dev; then
    export NATIVERNN_MPI=ON
  fi
  run_all_suites "$1"
}

gpu_test_command() {
  require_tools "${build_tools[@]}" googletest "${gpu_tools[@]}"
  run_gpu_suites
}

bench_command() { # COMMAND ARGUMENT...: what to run on the build
  require_tools "${build_tools[@]}"
  build_all OFF ON
  "$@"
}

native_bench_command() { # ARGUMENT...
  wish_for_tools googlebenchmark
  bench_command run_native_benchmarks "$@"
}

pack_command() {
  require_tools "${build_tools[@]}"
  build_all OFF OFF
  collect_notices
  pack_libraries
}

native_command() {
  require_tools compiler cmake ninja
  build_native OFF OFF
  collect_notices
  library_suites
  close_tally
}

gathered_pack_command() {
  require_tools dotnet
  build_managed
  pack_libraries
}

clean_command() {
  rm -rf build artifacts
  find . -name .git -prune -o -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
  say "Deleted build/, artifacts/ and every bin/ and obj/; the oneDNN cache outside the checkout was kept."
}

case "$*" in
  "" | build) build_command ;;
  demo | native | pack | clean) "$1_command" ;;
  "pack --gathered") gathered_pack_command ;;
  bench | "bench --only "* | "bench --json "*) bench_command run_benchmarks "${@:2}" ;;
  "bench --native" | "bench --native "*) native_bench_command "${@:3}" ;;
  "bench --dotnet" | "bench --dotnet "*) bench_command run_dotnet_benchmarks "${@:3}" ;;
  "bench --pytorch" | "bench --pytorch "*) bench_command compare_with_pytorch "${@:3}" ;;
  "bench --onnxruntime" | "bench --onnxruntime "*) bench_command compare_with_onnxruntime "${@:3}" ;;
  test) test_command quick ;;
  "test --all") test_command all ;;
  "test --gpu") gpu_test_command ;;
  help | --help | -h) usage ;;
  *)
    echo "build.sh does not know '$*': use demo, test [--all|--gpu], bench [--only GROUP|--native|--dotnet|--pytorch|--onnxruntime], native, pack [--gathered], clean, or nothing to build." >&2
    exit 2
    ;;
esac

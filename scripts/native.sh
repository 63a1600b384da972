# The C++ side: configure, build, and lay the library out as NuGet packages do.
# shellcheck shell=bash

# NAME COMMAND...: shows the command's output and keeps it in build/logs/NAME.log.
logged() {
  local log=$logs/$1.log status=0
  shift
  mkdir -p "$logs"
  "$@" 2>&1 | tee "$log" || status=$?
  return "$status"
}

# Which oneDNN CMake takes, and from where.
onednn_arguments=(
  "-DNATIVERNN_ONEDNN=${NATIVERNN_ONEDNN:-source}"
  "-DNATIVERNN_ONEDNN_SOURCE=$(absolute "${NATIVERNN_ONEDNN_SOURCE:-}")"
  "-DNATIVERNN_CACHE_DIR=$(absolute "${NATIVERNN_CACHE_DIR:-}")")

# PRESET TESTS BENCHMARKS (ON or OFF each): configures and builds.
compile_native() {
  local preset=$1 tests=$2 benchmarks=$3
  if [[ ! -e build/$preset/CMakeCache.txt ]]; then
    say "Configuring $preset; oneDNN is built first if this machine's cache lacks it: 10 to 30 minutes on two cores"
  fi
  logged "$preset-configure" cmake --preset "$preset" \
    -DNATIVERNN_BUILD_TESTS="$tests" -DNATIVERNN_BUILD_BENCHMARKS="$benchmarks" \
    -DNATIVERNN_MPI="${NATIVERNN_MPI:-OFF}" \
    "${onednn_arguments[@]}" &&
    logged "$preset-build" cmake --build "build/$preset" --parallel "$jobs"
}

build_native() { # TESTS BENCHMARKS
  compile_native release "$@" && place_libraries
}

# The MPI module comes and goes with NATIVERNN_MPI.
place_libraries() {
  place_library "build/release/native/$(basename "$library")" "$library" || return
  if [[ ${NATIVERNN_MPI:-OFF} == ON ]]; then
    place_library "build/release/native/mpi/$(basename "$mpi_library")" "$mpi_library"
  else
    rm -f "$mpi_library"
  fi
}

# Replaced by a rename and only when it changed: a running program may hold the old one, and the managed build
# copies what is newer.
place_library() { # BUILT PLACE
  cmp -s "$1" "$2" && return
  mkdir -p "$(dirname "$2")" && cp "$1" "$2.new" && mv -f "$2.new" "$2"
}

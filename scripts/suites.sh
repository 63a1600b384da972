# Everything that ./build.sh test runs. A suite that fails is counted; the others still run.
# shellcheck shell=bash

# The whole package promises at most 25 MB of native code.
library_limit=25000000

# Debian 12's. Packages for older systems are built on one, with its glibc in NATIVERNN_GLIBC_LIMIT.
glibc_limit=${NATIVERNN_GLIBC_LIMIT:-2.36}

# NAME COMMAND...: one test, passed when the command succeeds; its output is shown when it does not.
check() {
  local name=$1 status=0
  local log="$logs/check-${name// /-}.log"
  shift
  mkdir -p "$logs"
  "$@" >"$log" 2>&1 || status=$?
  ((status == 0)) || cat "$log"
  tally "$name" $((status == 0)) $((status != 0)) 0 "$status"
}

skip() { # NAME REASON
  say "NOT CHECKED: $1: $2"
  tally "$1" 0 0 1 0
}

# NAME PROGRAM [ARGUMENT...]
googletest_suite() {
  local name=$1 status=0
  local report="$logs/${name// /-}.xml"
  shift
  say "$name"
  rm -f "$report"
  "$@" --gtest_brief=1 "--gtest_output=xml:$report" || status=$?
  tally_googletest "$name" "$report" "$status"
}

# NAME FILTER: the managed tests that a vstest filter selects; an empty one selects all.
managed_suite() {
  local name=$1 status=0
  local results="$logs/${1// /-}"
  say "$name"
  rm -rf "$results"
  dotnet test NativeRnn.sln -c Release --no-build --nologo --logger trx --results-directory "$results" \
    ${2:+--filter "$2"} || status=$?
  tally_trx "$name" "$results" "$status"
}

# Compiler warnings are errors already; this finds those of the linker, of MSBuild, and of our own CMake files,
# which come after oneDNN's.
no_warnings() {
  local found
  found=$({
    cat "$logs"/*-build.log "$logs/managed-warnings.log"
    sed '1,/oneDNN: using/d' "$logs/release-configure.log"
  } | grep -E 'warning:|warning [A-Z]+[0-9]+|CMake .*Warning') || true
  [[ -z $found ]] || { echo "$found"; return 1; }
}

exported_names() {
  if [[ $(uname -s) == Darwin ]]; then
    nm -gU "$library" | awk '{ sub(/^_/, "", $NF); print $NF }'
  else
    nm -D --defined-only --extern-only "$library" | awk '{ print $NF }'
  fi
}

exports_only_its_own_functions() {
  local names
  names=$(exported_names) && grep -q '^nrnn_' <<<"$names" && ! grep -v '^nrnn_' <<<"$names"
}

stays_small() {
  (($(wc -c <"$library") <= library_limit))
}

# libstdc++ and libgcc are inside: a newer one than the user's is never asked for.
needs_the_c_library_alone() {
  ! readelf --dynamic --wide "$library" | grep NEEDED | grep -vE '\[(libc|libm|libdl|libpthread|librt|ld-linux[^]]*)\.so'
}

# A library built beside a newer glibc than the limit may need that: what is published is built elsewhere.
glibc_suite() {
  local floor
  [[ $rid == linux-x64 || $rid == linux-arm64 ]] || return 0
  check "needs the C library alone" needs_the_c_library_alone
  floor=$(glibc_floor "$library")
  echo "$(basename "$library") needs glibc $floor; the limit is $glibc_limit"
  if [[ -z ${NATIVERNN_GLIBC_LIMIT:-} ]] && ! at_least "$glibc_limit" "$(getconf GNU_LIBC_VERSION | sed 's/.* //')"; then
    skip "glibc floor" "this system's glibc is newer than $glibc_limit, and so may be what the library built here needs."
  else
    check "glibc floor" at_least "$glibc_limit" "$floor"
  fi
}

mpi_exports_only_its_own_functions() {
  library=$mpi_library exports_only_its_own_functions
}

# RANKS: the functions of the MPI module, by so many processes of this machine.
mpi_ranks_agree() {
  OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 \
    mpirun --oversubscribe -n "$1" build/release/native/mpi/tests/mpi_smoke
}

mpi_suites() {
  if [[ ${NATIVERNN_MPI:-OFF} != ON ]]; then
    skip "MPI module" "no MPI is installed (Debian: libopenmpi-dev openmpi-bin); training on several processes was not tested."
    return
  fi
  check "exported symbols of the MPI module" mpi_exports_only_its_own_functions
  if have_openmpi-bin; then
    check "MPI module on two ranks" mpi_ranks_agree 2
    check "MPI module on three ranks" mpi_ranks_agree 3
  else
    skip "MPI module on several ranks" "mpirun is not installed (Debian: openmpi-bin)."
  fi
}

cpp_is_formatted() {
  find . \( -path ./build -o -path ./artifacts -o -name .git -o -name bin -o -name obj \) -prune -o -type f \
    \( -name '*.cpp' -o -name '*.hpp' -o -name '*.c' -o -name '*.h' \) -print0 |
    xargs -0 "$(clang_format)" --dry-run -Werror
}

# What is to be published, whoever built it.
library_suites() {
  check "exported symbols" exports_only_its_own_functions
  echo "$(basename "$library"): $(($(wc -c <"$library"))) bytes; the limit is $library_limit"
  check "library size" stays_small
  glibc_suite
}

native_suites() {
  googletest_suite "native tests" build/release/native/tests/nativernn_tests
  check "C header smoke test" build/release/native/tests/abi_smoke
  library_suites
  mpi_suites
}

# PRESET: builds the native tests with that preset's sanitizers; a failure is counted.
build_sanitized() {
  say "Building the native tests: $1"
  compile_native "$1" ON OFF && return
  tally "$1 build" 0 1 0 1
  return 1
}

# oneDNN itself is not instrumented: what is held is our own code, the pool that runs oneDNN's loops included.
sanitizer_suites() {
  export UBSAN_OPTIONS=print_stacktrace=1
  if build_sanitized asan; then
    googletest_suite "native tests under sanitizers" build/asan/native/tests/nativernn_tests
    check "C header smoke test under sanitizers" build/asan/native/tests/abi_smoke
  fi
  if build_sanitized tsan; then
    googletest_suite "sessions and threads under the thread sanitizer" build/tsan/native/tests/nativernn_tests \
      '--gtest_filter=*session*:*thread_pool*:lateness*:engine*:plan_cache*'
  fi
}

# EXTENT: quick leaves the acceptance tests out, all runs them.
managed_suites() {
  local filter=
  [[ $1 == all ]] || filter='TestCategory!=Acceptance'
  managed_suite "managed tests" "$filter"
}

# The numbers must hold on older processors too: oneDNN's instruction set is held down.
instruction_set_suites() {
  local set filter='TestCategory=Numerics'
  [[ $(uname -m) == x86_64 ]] || return 0
  [[ $1 == all ]] || filter+='&TestCategory!=Acceptance'
  for set in AVX512_CORE AVX2 SSE41; do
    export ONEDNN_MAX_CPU_ISA=$set
    googletest_suite "recurrent and precision native tests with $set" \
      build/release/native/tests/nativernn_tests '--gtest_filter=*recurrent*:*lengths*:*bf16*:*int8*'
    [[ $set == AVX512_CORE ]] || managed_suite "numerical managed tests with $set" "$filter"
  done
  unset ONEDNN_MAX_CPU_ISA
}

format_suites() {
  if have_clang-format; then
    check "C++ format" cpp_is_formatted
  else
    skip "C++ format" "clang-format $clang_format_major is not installed, and other versions format differently."
  fi
  check "C# format" dotnet format NativeRnn.sln --verify-no-changes --no-restore
}

# The suites on the GPU engine alone, with a closing line of their own.
run_gpu_suites() {
  if build_all OFF OFF; then
    gpu_suites
  else
    tally build 0 1 0 1
  fi
  close_tally
}

# EXTENT (quick or all): builds, runs every suite, and ends with the closing line.
run_all_suites() {
  if build_all ON ON; then
    native_suites
    consumer_suites "$1"
    managed_suites "$1"
    package_suites
    instruction_set_suites "$1"
    sanitizer_suites
    format_suites
    check "no warnings" no_warnings
  else
    tally build 0 1 0 1
  fi
  close_tally
}

# Finds the tools a command needs, installs them where apt-get and the rights are there, else names them.
# shellcheck shell=bash

# Formatting differs between clang-format's major versions; the sources follow this one.
clang_format_major=14
missing=()

at_least() { # VERSION MINIMUM
  printf '%s\n%s\n' "$2" "$1" | sort -V -C
}

# GCC 11 or later; clang has no lower bound here.
have_compiler() {
  local compiler=${CXX:-}
  [[ -n $compiler ]] || { has g++ && compiler=g++; } || compiler=c++
  has "$compiler" || return 1
  [[ $("$compiler" --version) != *"Free Software Foundation"* ]] ||
    at_least "$("$compiler" -dumpfullversion -dumpversion)" 11
}

have_cmake() {
  local version
  has cmake && version=$(cmake --version) && [[ $version =~ ([0-9]+\.[0-9]+[0-9.]*) ]] &&
    at_least "${BASH_REMATCH[1]}" 3.21
}

have_ninja() { has ninja; }

# Found where CMake looks: where the user says, by pkg-config, or among the compiler's own folders.
have_googletest() {
  [[ -n ${GTest_DIR:-}${GTEST_ROOT:-}${CMAKE_PREFIX_PATH:-} ]] ||
    { has pkg-config && pkg-config --exists gtest; } ||
    "${CXX:-c++}" -E -x c++ -include gtest/gtest.h /dev/null >/dev/null 2>&1
}

have_googlebenchmark() { "${CXX:-c++}" -E -x c++ -include benchmark/benchmark.h /dev/null >/dev/null 2>&1; }

have_patch() { has patch; }

have_opencl-headers() { "${CXX:-c++}" -E -x c++ -include CL/cl_layer.h /dev/null >/dev/null 2>&1; }

have_ocl-icd-opencl-dev() { "${CXX:-c++}" -shared -x c++ /dev/null -lOpenCL -o /dev/null >/dev/null 2>&1; }

have_pocl-opencl-icd() { compgen -G '/etc/OpenCL/vendors/pocl*.icd' >/dev/null; }

have_libopenmpi-dev() { has mpicc || [[ -n ${MPI_C_COMPILER:-} ]]; }

have_openmpi-bin() { has mpirun; }

have_clang-format() { [[ -n $(clang_format) ]]; }

# The program whose formatting the sources follow; nothing where there is none.
clang_format() {
  local program
  for program in "clang-format-$clang_format_major" clang-format; do
    if has "$program" && [[ $("$program" --version) == *"version $clang_format_major."* ]]; then
      echo "$program"
      return
    fi
  done
}

# Takes the SDK on the PATH, else the one that the official install script puts under the home folder.
have_dotnet() {
  local folder
  for folder in "" "${DOTNET_ROOT:-}" "$HOME/.dotnet"; do
    [[ -z $folder || -x $folder/dotnet ]] || continue
    if [[ $(PATH="${folder:+$folder:}$PATH" dotnet --list-sdks 2>/dev/null) =~ (^|$'\n')10\. ]]; then
      [[ -z $folder ]] || export DOTNET_ROOT="$folder" PATH="$folder:$PATH"
      return 0
    fi
  done
  return 1
}

# The SDK stops without ICU unless told to do without; then it finds fault with the locales of translated packages.
do_without_icu() {
  export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
  export NoWarn="NETSDK1187;NETSDK1188"
}

described() {
  case "$1" in
    compiler) echo "a C++17 compiler (g++ 11 or later)" ;;
    cmake) echo "CMake 3.21 or later" ;;
    ninja) echo "Ninja" ;;
    googletest) echo "GoogleTest" ;;
    googlebenchmark) echo "Google Benchmark" ;;
    clang-format) echo "clang-format $clang_format_major" ;;
    dotnet) echo "the .NET 10 SDK" ;;
    patch) echo "patch" ;;
    opencl-headers) echo "the OpenCL headers" ;;
    ocl-icd-opencl-dev) echo "an OpenCL loader that knows layers (ocl-icd 2.3 or later)" ;;
    libopenmpi-dev) echo "an MPI to build with" ;;
    openmpi-bin) echo "mpirun" ;;
    pocl-opencl-icd) echo "PoCL, OpenCL on the CPU" ;;
  esac
}

apt_package() {
  case "$1" in
    compiler) echo g++ ;;
    ninja) echo ninja-build ;;
    googletest) echo libgtest-dev ;;
    googlebenchmark) echo libbenchmark-dev ;;
    clang-format) echo "clang-format-$clang_format_major" ;;
    dotnet) echo dotnet-sdk-10.0 ;;
    *) echo "$1" ;;
  esac
}

apt_offers() { [[ $(apt-cache policy "$1" 2>/dev/null) =~ Candidate:\ [0-9] ]]; }

may_install() { has apt-get && { ((EUID == 0)) || sudo -n true 2>/dev/null; }; }

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

find_missing() { # TOOL...
  local tool
  missing=()
  for tool; do
    "have_$tool" || missing+=("$tool")
  done
}

install_missing() {
  local tool package packages=()
  say "Installing what is missing with apt-get: ${missing[*]}"
  as_root apt-get -qq update || return 1
  for tool in "${missing[@]}"; do
    package=$(apt_package "$tool")
    ! apt_offers "$package" || packages+=("$package")
  done
  ((${#packages[@]})) || return 1
  # Downloads of sources need certificates, which a bare system lacks.
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -qq install -y --no-install-recommends "${packages[@]}" ca-certificates curl </dev/null
}

explain_missing() {
  local tool packages=()
  for tool in "${missing[@]}"; do
    echo "build.sh: missing: $(described "$tool")." >&2
    [[ $tool == dotnet ]] || packages+=("$(apt_package "$tool")")
  done
  if ((${#packages[@]})) && has apt-get; then
    echo "Run: sudo apt-get update && sudo apt-get install -y ${packages[*]}" >&2
  elif ((${#packages[@]})); then
    echo "Install it with this system's package manager (Debian calls it: ${packages[*]})." >&2
  fi
  if [[ " ${missing[*]} " == *" dotnet "* ]]; then
    cat >&2 <<'TEXT'
Get the SDK at https://dot.net/download (".NET SDK 10.0"), or put it under your home folder, where build.sh finds it:
  curl -fsSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0
TEXT
  fi
}

# TOOL...: returns with all of them there, or ends the run saying what to do.
require_tools() {
  find_missing "$@"
  if ((${#missing[@]})) && may_install; then
    install_missing || echo "build.sh: apt-get could not install all of it." >&2
    find_missing "$@"
  fi
  if ((${#missing[@]})); then
    explain_missing
    exit 1
  fi
  has dotnet || return 0
  dotnet --version >/dev/null 2>&1 || do_without_icu
  # The built command looks for the runtime there, not on the PATH.
  export DOTNET_ROOT=${DOTNET_ROOT:-$(dirname "$(realpath "$(command -v dotnet)")")}
}

# TOOL...: installs them where that is easy; the steps that want them say so when they are not there.
wish_for_tools() {
  find_missing "$@"
  if ((${#missing[@]})) && may_install; then
    install_missing || true
  fi
}

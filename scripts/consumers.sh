# Other people's CMake projects; and compilers for other processors and systems, which stand in for these.
# shellcheck shell=bash disable=SC2154

consumers=$root/build/consumers

# The folder is moved after the installation, as packages are.
install_and_move() {
  rm -rf "$consumers"
  cmake --install build/release --prefix "$consumers/staged" && mv "$consumers/staged" "$consumers/prefix"
}

# FOLDER: runs the samples that were built there.
run_samples() {
  local program
  for program in lstm_in_c lstm_in_cpp; do
    "$1/$program" || return
  done
}

# SOURCE BUILD [ARGUMENT...]: configures, builds and runs.
build_samples() {
  cmake -S "$1" -B "$2" -G Ninja "${@:3}" && cmake --build "$2" && run_samples "$2"
}

serves_find_package() {
  install_and_move && build_samples samples/native "$consumers/found" "-DCMAKE_PREFIX_PATH=$consumers/prefix"
}

# Another minor version may have another ABI.
refuses_another_version() {
  local version said
  for version in 0.2 9; do
    mkdir -p "$consumers/version-$version"
    printf 'cmake_minimum_required(VERSION 3.21)\nproject(Wrong LANGUAGES C)\nfind_package(NativeRnn %s CONFIG REQUIRED)\n' \
      "$version" >"$consumers/version-$version/CMakeLists.txt"
    ! said=$(cmake -S "$consumers/version-$version" -B "$consumers/version-$version/build" -G Ninja \
      "-DCMAKE_PREFIX_PATH=$consumers/prefix" 2>&1) &&
      grep -q "compatible with requested version \"$version\"" <<<"${said//$'\n'/ }" || return
  done
}

serves_pkg_config() {
  local config library flags
  config=$(find "$consumers/prefix" -name nativernn.pc) && library=$(find "$consumers/prefix" -name 'libnativernn.*') &&
    flags=$(PKG_CONFIG_PATH=${config%/*} pkg-config --cflags --libs nativernn) &&
    xargs "${CC:-cc}" samples/native/lstm.c -o "$consumers/lstm" "-Wl,-rpath,${library%/*}" <<<"$flags -lm" &&
    "$consumers/lstm"
}

# Unoptimised: it is the build that is held, not the library. Nothing of NativeRnn is installed with such a project.
serves_fetch_content() {
  build_samples tests/consumer "$consumers/fetched" "${onednn_arguments[@]}" &&
    cmake --install "$consumers/fetched" --prefix "$consumers/of-the-project" &&
    [[ $(cd "$consumers/of-the-project" && find . -type f) == ./bin/lstm_in_c ]]
}

# Where the oneDNN of the release build was installed; nothing where it is the system's.
built_onednn() {
  sed -n 's/^NATIVERNN_ONEDNN_PREFIX:INTERNAL=//p' build/release/CMakeCache.txt
}

# NAME [ARGUMENT...]: our own sources compiled by another compiler, against the headers of this machine's oneDNN. Nothing
# is linked or run: it is their portability that is held.
compiles_with() {
  cmake -S . -B "build/with-$1" -G Ninja -DNATIVERNN_BUILD_TESTS=OFF "${@:2}" \
    -DNATIVERNN_ONEDNN=headers "-DNATIVERNN_ONEDNN_HEADERS=$(built_onednn)/include" &&
    cmake --build "build/with-$1" --target nativernn_objects
}

# TITLE PROGRAM [ARGUMENT...]
compiler_suite() {
  if ! has "$2"; then
    skip "$1" "$2 is not installed."
  elif [[ -z $(built_onednn) ]]; then
    skip "$1" "it needs the headers of a oneDNN that was built for NativeRnn."
  else
    check "$1" compiles_with "${@:2}"
  fi
}

has_libcxx() { has clang++ && clang++ -stdlib=libc++ -E -x c++ -include atomic /dev/null >/dev/null 2>&1; }

consumer_suites() { # EXTENT
  check "find_package" serves_find_package
  check "find_package of another version" refuses_another_version
  if has pkg-config; then check "pkg-config" serves_pkg_config; else skip "pkg-config" "it is not installed."; fi
  check "FetchContent" serves_fetch_content
  compiler_suite "sources for Linux arm64" aarch64-linux-gnu-g++ \
    "-DCMAKE_TOOLCHAIN_FILE=$root/cmake/toolchains/aarch64-linux-gnu.cmake"
  [[ $1 == all ]] || return 0
  compiler_suite "sources for Windows" x86_64-w64-mingw32-g++-posix \
    "-DCMAKE_TOOLCHAIN_FILE=$root/cmake/toolchains/x86_64-w64-mingw32.cmake"
  if has_libcxx; then
    compiler_suite "sources with clang" clang++ \
      -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_CXX_FLAGS=-stdlib=libc++
  else
    skip "sources with clang" "clang++ with libc++, as macOS has them, is not installed."
  fi
}

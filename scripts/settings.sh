# Paths, names and environment that every step of build.sh shares.
# shellcheck shell=bash disable=SC2034

root=$PWD
jobs=$(getconf _NPROCESSORS_ONLN)
logs=$root/build/logs
build_tools=(compiler cmake ninja dotnet)

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# The warnings that no_warnings looks for are the English ones.
export DOTNET_CLI_UI_LANGUAGE=en
if [[ -n ${CI:-} ]]; then
  # A build node that outlives the run would keep the runner's pipe open.
  export MSBUILDDISABLENODEREUSE=1
fi

say() { printf '\n== %s\n' "$*"; }

fail() {
  printf 'build.sh: %s\n' "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# A path given relative to the folder that build.sh was called from; empty stays empty.
absolute() {
  case "$1" in
    "" | /*) printf '%s' "$1" ;;
    *) printf '%s/%s' "$called_from" "$1" ;;
  esac
}

# .NET's name for this machine, as NuGet packages lay native files out.
runtime_identifier() {
  local system=linux processor
  case "$(uname -s)" in
    Darwin) system=osx ;;
    Linux) [[ ! -e /etc/alpine-release ]] || system=linux-musl ;;
    *) fail "$(uname -s) is not supported here; on Windows use build.ps1." ;;
  esac
  case "$(uname -m)" in
    x86_64 | amd64) processor=x64 ;;
    aarch64 | arm64) processor=arm64 ;;
    *) fail "processor $(uname -m) is not supported: NativeRnn needs x86-64 or arm64." ;;
  esac
  echo "$system-$processor"
}

library_name() { # NAME
  if [[ $(uname -s) == Darwin ]]; then echo "lib$1.dylib"; else echo "lib$1.so"; fi
}

rid=$(runtime_identifier)
library=$root/artifacts/runtimes/$rid/native/$(library_name nativernn)
mpi_library=$root/artifacts/runtimes/$rid/native/$(library_name nativernn_mpi)

# The NuGet packages: made, then taken by new projects as a user's would be, in every form of publish.
# shellcheck shell=bash disable=SC2154

# FILE: the lowest glibc that a Linux library can be loaded with; nothing for other files.
glibc_floor() {
  [[ ! -f $1 ]] || readelf --version-info --wide "$1" | grep -oE 'GLIBC_[0-9.]+' | sort -uV | tail -n 1 | sed 's/GLIBC_//'
}

# oneDNN's licence and those of what it contains go into every package with the native library.
collect_notices() {
  cmake --install build/release --prefix build/stage >/dev/null || return
  mkdir -p artifacts/notices
  if [[ -d build/stage/share/doc/NativeRnn/onednn ]]; then
    cp -R build/stage/share/doc/NativeRnn/onednn artifacts/notices/
  fi
}

# FOLDER [ARGUMENT...]: what was built, with the native library of every platform that lies in artifacts/runtimes.
pack_into() {
  local folder=$1 platform floor
  shift
  rm -rf "$folder"
  for platform in artifacts/runtimes/*/; do
    platform=$(basename "$platform")
    floor=$(glibc_floor "artifacts/runtimes/$platform/native/libnativernn.so")
    if [[ ! -d packaging/NativeRnn.Native.$platform ]]; then
      echo "No package is laid out for $platform: add packaging/NativeRnn.Native.$platform and name it in NativeRnn.csproj." >&2
      return 1
    fi
    dotnet pack "packaging/NativeRnn.Native.$platform" -c Release --no-build -o "$folder" "-p:GlibcFloor=$floor" \
      "$@" || return
  done
  dotnet pack NativeRnn.sln -c Release --no-build -o "$folder" "$@"
}

# Fails where a public member has no documentation.
write_api_reference() {
  local project libraries=()
  for project in src/*/; do
    [[ $project == src/NativeRnn.Cli/ ]] || libraries+=("$(basename "$project")")
  done
  rm -rf artifacts/api
  dotnet run --project tools/ApiReference -c Release -- artifacts/api "${libraries[@]}"
}

pack_libraries() {
  local platforms=(artifacts/runtimes/*)
  platforms=("${platforms[@]##*/}")
  pack_into "$root/artifacts/packages" || fail "the packages could not be made; the messages are above."
  write_api_reference || fail "the API reference could not be written; the messages are above."
  say "Packages are in artifacts/packages, with the native library for ${platforms[*]}; their reference is in artifacts/api"
}

# A version that no registry has and no other project can meet in a cache.
trial_version() {
  printf '%s-trial' "$(dotnet msbuild src/NativeRnn -getProperty:Version)"
}

# COMMAND...: runs it as on a machine that never saw a NativeRnn: other parties' packages are kept between runs.
as_newcomer() {
  env -u NATIVERNN_LIBRARY_PATH NUGET_PACKAGES="$root/build/packages" \
    DOTNET_BUNDLE_EXTRACT_BASE_DIR="$trial/extracted" "$@"
}

make_trial() {
  trial=$(mktemp -d)
  version=$(trial_version)
  rm -rf "$root"/build/packages/nativernn*
  cp -R tests/packages/. "$trial"
  collect_notices && pack_into "$trial/feed" "-p:PackageVersion=$version"
}

# Trains what the new projects train too, and says what they have to say.
tool_trains_and_generates() {
  as_newcomer dotnet tool install NativeRnn.Cli --version "$version" --add-source "$trial/feed" \
    --tool-path "$trial/tool" &&
    as_newcomer "$trial/tool/nativernn" doctor &&
    as_newcomer "$trial/tool/nativernn" train lm --data data/lighthouse.txt --normalize letters --cell lstm --hidden 32 \
      --optimizer adam --lr 0.01 --epochs 1 --seed 7 --out "$trial/lamp.nrnn" &&
    as_newcomer "$trial/tool/nativernn" export "$trial/lamp.nrnn" --out "$trial/lamp.onnx" &&
    as_newcomer "$trial/tool/nativernn" generate "$trial/lamp.nrnn" --prompt "the lamp " --length 60 \
      --temperature 0.5 >"$trial/expected" &&
    cat "$trial/expected" && (($(wc -c <"$trial/expected") == 70))
}

# COMMAND PROJECT [ARGUMENT...]
for_new_project() {
  local command=$1 project=$2
  shift 2
  as_newcomer dotnet "$command" "$trial/$project" "-p:NativeRnnVersion=$version" \
    "-p:RestoreAdditionalProjectSources=$trial/feed" -warnaserror "$@"
}

# ID FILE...: a package that a new project has restored, its licence and README included.
holds() {
  local folder=$root/build/packages/$1/$version file
  shift
  for file in README.md LICENSE NOTICE "$@"; do
    [[ -s $folder/$file ]] || { echo "$folder lacks $file"; return 1; }
  done
}

packages_are_complete() {
  local native
  native=runtimes/$rid/native/$(library_name nativernn)
  holds nativernn lib/net10.0/NativeRnn.{dll,xml} lib/net10.0/NativeRnn.Bindings.dll &&
    if [[ -d artifacts/notices/onednn ]]; then
      holds "nativernn.native.$rid" "$native" notices/onednn/LICENSE notices/onednn/THIRD-PARTY-PROGRAMS
    else
      holds "nativernn.native.$rid" "$native"
    fi
}

# Equal sources make equal files in whatever folder.
packages_know_no_folder() {
  local folder=$root/build/packages/nativernn/$version/lib/net10.0
  [[ -e $folder/NativeRnn.dll ]] && ! grep -l -F "$root" "$folder"/*
}

# FOLDER LIBRARY: the native library lies where it should in a published folder, or nowhere.
holds_library() {
  local found
  found=$(cd "$1" && find . -name "$(library_name nativernn)")
  [[ $found == "${2:+./$2}" ]] || { echo "the native library lies at '$found', not at '$2'"; return 1; }
}

# FOLDER LIBRARY [PROPERTY...]
console_says_the_same() {
  local folder=$1 library=$2
  shift 2
  for_new_project publish Console -c Release -o "$folder" "$@" && holds_library "$folder" "$library" &&
    as_newcomer "$folder/Console" data/lighthouse.txt "$trial/lamp.nrnn" "$folder.onnx" >"$folder.text" &&
    diff "$folder.text" <(cat "$trial/expected" "$trial/expected") && cmp "$folder.onnx" "$trial/lamp.onnx"
}

web_says_the_same() {
  for_new_project publish Web -c Release -o "$trial/web" &&
    as_newcomer "$trial/web/Web" "$trial/lamp.nrnn" >"$trial/web.text" && diff "$trial/web.text" "$trial/expected"
}

# NAME PROJECT [PROPERTY...]: skipped where the registries at hand lack one of .NET's own packages.
can_be_restored() {
  local missing
  missing=$(for_new_project restore "${@:2}" | grep -oE 'NU110[12].* Microsoft\.[A-Za-z0-9.-]+' | head -n 1) || true
  [[ -n $missing ]] || return 0
  skip "$1" "the registries at hand lack a package of .NET's own ($missing)."
  return 1
}

# FORM LIBRARY [PROPERTY...]
console_suite() {
  local name="package in a console program, $1"
  ! can_be_restored "$name" Console "${@:3}" ||
    check "$name" console_says_the_same "$trial/${1// /-}" "${@:2}"
}

package_suites() {
  local version trial beside
  beside=$(library_name nativernn)
  local runtime=("-p:RuntimeIdentifier=$rid" -p:SelfContained=false)
  check "API reference" write_api_reference
  check "packing" make_trial
  check "package of the command" tool_trains_and_generates
  console_suite "plain" "runtimes/$rid/native/$beside"
  check "package contents" packages_are_complete
  check "packages know no folder" packages_know_no_folder
  console_suite "single file" "$beside" "${runtime[@]}" -p:PublishSingleFile=true
  console_suite "single file with all inside" "" "${runtime[@]}" \
    -p:PublishSingleFile=true -p:IncludeNativeLibrariesForSelfExtract=true
  console_suite "ReadyToRun" "$beside" "${runtime[@]}" -p:PublishReadyToRun=true
  console_suite "trimmed" "$beside" "-p:RuntimeIdentifier=$rid" -p:SelfContained=true -p:PublishTrimmed=true
  check "package in a web program" web_says_the_same
  rm -rf "$trial"
}

# The C# side: the solution, the command line, benchmarks and packages.
# shellcheck shell=bash

build_managed() {
  mkdir -p "$logs"
  dotnet build NativeRnn.sln -c Release "-flp:WarningsOnly;LogFile=$logs/managed-warnings.log"
}

publish_command_line() {
  dotnet publish src/NativeRnn.Cli -c Release --no-build -o artifacts/cli &&
    ln -sfn cli/NativeRnn.Cli artifacts/nativernn
}

run_demo() {
  say "Demo; its report goes to artifacts/demo"
  artifacts/nativernn demo --out artifacts/demo
}

# The native program times oneDNN's bare primitives; the managed one asks it and compares.
run_benchmarks() { # [ARGUMENT...]: those of NativeRnn.Benchmarks
  say "Benchmarks"
  dotnet run -c Release --no-build --project benchmarks/NativeRnn.Benchmarks -- \
    "$root/build/release/benchmarks/native/onednn_floor" "$@"
}

# The first Python that has PyTorch; Debian's packages are seen by Debian's Python only.
python_with_pytorch() {
  local python
  for python in "${PYTHON:-python3}" /usr/bin/python3; do
    if has "$python" && "$python" -c 'import torch' 2>/dev/null; then
      echo "$python"
      return
    fi
  done
  return 1
}

# The same work here and in PyTorch, by turns.
run_comparison() { # ARGUMENTS of compare.py
  local python
  if ! python=$(python_with_pytorch); then
    say "NOT COMPARED: no Python here has PyTorch."
    echo "On Debian and Ubuntu: sudo apt-get install python3-torch libopenblas0. Elsewhere name a Python that has it:"
    echo "  PYTHON=/path/to/python3 ./build.sh bench --pytorch"
    return
  fi
  say "Comparison with PyTorch; the figures go to artifacts/pytorch.json"
  "$python" benchmarks/compare.py --json artifacts/pytorch.json \
    --ours "dotnet benchmarks/NativeRnn.Benchmarks/bin/Release/net10.0/NativeRnn.Benchmarks.dll --serve" \
    --theirs "$python benchmarks/pytorch/cases.py" "$@"
}

# oneDNN's licence and those of what it contains go into the package.
collect_notices() {
  cmake --install build/release --prefix build/stage >/dev/null || return
  mkdir -p artifacts/notices
  if [[ -d build/stage/share/doc/NativeRnn/onednn ]]; then
    cp -R build/stage/share/doc/NativeRnn/onednn artifacts/notices/
  fi
}

pack_libraries() {
  local project
  collect_notices
  for project in bindings/NativeRnn.Bindings src/NativeRnn; do
    dotnet pack "$project" -c Release --no-build -o artifacts/packages
  done
  say "Packages are in artifacts/packages, with the native library for $rid"
}

# The C# side: the solution, the command line and benchmarks.
# shellcheck shell=bash

# The property that has the command line compiled ahead of time; empty where that cannot be done.
precompile=

# Restores the packages, and .NET's ahead-of-time compiler, a package too, where it can be had.
restore_managed() {
  local log=$logs/precompile-restore.log
  mkdir -p "$logs"
  precompile=-p:PrecompileFor=$rid
  dotnet restore NativeRnn.sln "$precompile" >"$log" 2>&1 && return
  precompile=
  dotnet restore NativeRnn.sln || return
  say "NOT PRECOMPILED: the package of .NET's ahead-of-time compiler cannot be had (build/logs/${log##*/} says why)."
  echo "nativernn works all the same, and takes twice as long to start."
}

build_managed() {
  restore_managed &&
    dotnet build NativeRnn.sln -c Release --no-restore ${precompile:+"$precompile"} \
      "-flp:WarningsOnly;LogFile=$logs/managed-warnings.log"
}

publish_command_line() {
  dotnet publish src/NativeRnn.Cli -c Release --no-build ${precompile:+"$precompile"} -o artifacts/cli &&
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

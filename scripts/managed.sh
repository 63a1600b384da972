# The C# side: the solution, the command line and benchmarks.
# shellcheck shell=bash

# The property that has the command line compiled ahead of time when it is published; empty where that cannot be done.
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
    dotnet build NativeRnn.sln -c Release --no-restore "-flp:WarningsOnly;LogFile=$logs/managed-warnings.log"
}

publish_command_line() {
  dotnet publish src/NativeRnn.Cli -c Release --no-build ${precompile:+"$precompile"} -o artifacts/cli &&
    ln -sfn cli/NativeRnn.Cli artifacts/nativernn
}

run_demo() {
  say "Demo; its report goes to artifacts/demo"
  artifacts/nativernn demo --out artifacts/demo
}

benchmark_program=benchmarks/NativeRnn.Benchmarks/bin/Release/net10.0/NativeRnn.Benchmarks

# The native program times oneDNN's bare primitives; the managed one asks it and compares.
run_benchmarks() { # [ARGUMENT...]: those of NativeRnn.Benchmarks
  say "Benchmarks"
  "$benchmark_program" "$root/build/release/benchmarks/native/onednn_floor" "$root/artifacts/cli/NativeRnn.Cli" "$@"
}

# Layers and products on the native side, bare and through the C ABI.
run_native_benchmarks() { # [ARGUMENT...]: those of Google Benchmark, and --threads=N
  local program=build/release/benchmarks/native/nativernn_benchmarks
  if [[ ! -x $program ]]; then
    say "NOT RUN: Google Benchmark is not installed here. On Debian and Ubuntu: sudo apt-get install libbenchmark-dev"
    return
  fi
  say "Native benchmarks"
  "$program" "$@"
}

run_dotnet_benchmarks() { # [ARGUMENT...]: those of BenchmarkDotNet
  say "BenchmarkDotNet; its files go to artifacts/benchmarkdotnet"
  dotnet run -c Release --project benchmarks/NativeRnn.DotNetBenchmarks -- "$@"
}

# The first Python that has a module; Debian's packages are seen by Debian's Python only.
python_with() { # MODULE
  local python
  for python in "${PYTHON:-python3}" /usr/bin/python3; do
    if has "$python" && "$python" -c "import $1" 2>/dev/null; then
      echo "$python"
      return
    fi
  done
  return 1
}

# The same work here and in a peer, by turns.
compare_with() { # PEER COMMAND ARGUMENTS of compare.py
  local peer=$1 command=$2
  shift 2
  say "Comparison with $peer; the figures go to artifacts/$peer.json"
  "${PYTHON:-python3}" benchmarks/compare.py --json "artifacts/$peer.json" \
    --ours "$benchmark_program --serve" --theirs "$command" "$@"
}

compare_with_pytorch() { # ARGUMENTS of compare.py
  local python
  if ! python=$(python_with torch); then
    say "NOT COMPARED: no Python here has PyTorch."
    echo "On Debian and Ubuntu: sudo apt-get install python3-torch libopenblas0. Elsewhere name a Python that has it:"
    echo "  PYTHON=/path/to/python3 ./build.sh bench --pytorch"
    return
  fi
  compare_with pytorch "$python benchmarks/pytorch/cases.py" "$@"
}

compare_with_onnxruntime() { # ARGUMENTS of compare.py
  local python models=artifacts/onnxruntime
  if ! python=$(python_with onnxruntime); then
    say "NOT COMPARED: no Python here has ONNX Runtime."
    echo "On Debian, unpack one into a folder; elsewhere name a Python that has it:"
    echo "  PYTHON=\$(scripts/onnx-python.sh FOLDER) ./build.sh bench --onnxruntime"
    return
  fi
  mkdir -p "$models" && "$benchmark_program" --export "$models" &&
    compare_with onnxruntime "$python benchmarks/onnxruntime/cases.py $models" "$@"
}

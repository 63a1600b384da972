#!/bin/sh
# Regenerates the committed bindings from the C headers and says whether they changed.
# CPPSHARP_DIR: a folder with CppSharp's assemblies; without it the CppSharp package is used.
set -eu
cd "$(dirname "$0")/.."

regenerate() { # HEADER OUTPUT
  header=native/include/nativernn/$1
  output=bindings/NativeRnn.Bindings/Generated/$2
  before=$(cksum "$output" 2>/dev/null || echo absent)

  dotnet run --project bindings/Generator ${CPPSHARP_DIR:+"-p:CppSharpDir=$CPPSHARP_DIR"} -- "$header" "$output"

  if [ "$before" = "$(cksum "$output")" ]; then
    echo "$output: unchanged"
  else
    echo "$output: changed; commit it with the header"
  fi
}

regenerate nativernn.h NativeRnn.g.cs
regenerate nativernn_mpi.h NativeRnn.Mpi.g.cs

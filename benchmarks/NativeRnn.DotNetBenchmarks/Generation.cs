using BenchmarkDotNet.Attributes;
using NativeRnn.Benchmarks;

namespace NativeRnn.DotNetBenchmarks;

/// <summary>Generated characters, one at a time; the figures are of one.</summary>
public class Generation() : CaseBenchmark("generate")
{
    [Benchmark(OperationsPerInvoke = Cases.TokensPerRun)]
    public void Token() => RunCase();
}

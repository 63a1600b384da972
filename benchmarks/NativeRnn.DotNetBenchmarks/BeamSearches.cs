using BenchmarkDotNet.Attributes;

namespace NativeRnn.DotNetBenchmarks;

/// <summary>Beam searches; the figures are of all sentences that a case searches at a time.</summary>
public class BeamSearches() : CaseBenchmark("beam")
{
    [Benchmark]
    public void Search() => RunCase();
}

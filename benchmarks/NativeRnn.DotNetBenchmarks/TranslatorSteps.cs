using BenchmarkDotNet.Attributes;

namespace NativeRnn.DotNetBenchmarks;

/// <summary>Training steps of translators.</summary>
public class TranslatorSteps() : CaseBenchmark("seq2seq-train")
{
    [Benchmark]
    public void Step() => RunCase();
}

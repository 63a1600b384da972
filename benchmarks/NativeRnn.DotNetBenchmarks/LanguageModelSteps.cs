using BenchmarkDotNet.Attributes;

namespace NativeRnn.DotNetBenchmarks;

/// <summary>Training steps of character language models.</summary>
public class LanguageModelSteps() : CaseBenchmark("lm-train")
{
    [Benchmark]
    public void Step() => RunCase();
}

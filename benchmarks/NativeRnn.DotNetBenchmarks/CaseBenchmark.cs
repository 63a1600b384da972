using BenchmarkDotNet.Attributes;
using NativeRnn.Benchmarks;

namespace NativeRnn.DotNetBenchmarks;

/// <summary>The cases whose names begin alike: those that benchmarks/compare.py measures too.</summary>
public abstract class CaseBenchmark : IDisposable
{
    private readonly string _kind;
    private Engine? _engine;
    private Case? _case;

    /// <param name="kind">How their names begin.</param>
    private protected CaseBenchmark(string kind) => _kind = kind;

    [ParamsSource(nameof(Names))]
    public string Name { get; set; } = "";

    public IEnumerable<string> Names => Cases.Names.Where(name => name.StartsWith(_kind, StringComparison.Ordinal));

    [GlobalSetup]
    public void Prepare()
    {
        _engine = Engine.Cpu();
        _case = Cases.Make(Name, _engine);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _case?.Dispose();
        _engine?.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected void RunCase() => _case!.Run();
}

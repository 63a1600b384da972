using BenchmarkDotNet.Attributes;
using NativeRnn.Benchmarks;

namespace NativeRnn.DotNetBenchmarks;

/// <summary>One recurrent layer over 35 steps of 20 rows, called from C#.</summary>
public class Layers : IDisposable
{
    private const int Steps = 35;
    private const int Batch = 20;

    private Engine? _engine;
    private LayerWork? _work;

    [Params(CellKind.RnnTanh, CellKind.GruResetAfter, CellKind.Lstm)]
    public CellKind Cell { get; set; }

    [Params(200, 650, 1500)]
    public int Hidden { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _engine = Engine.Cpu();
        _work = new LayerWork(_engine, Cell, Steps, Batch, Hidden);
    }

    [Benchmark]
    public void Inference() => _work!.Infer();

    [Benchmark]
    public void Training() => _work!.Train();

    [GlobalCleanup]
    public void Dispose()
    {
        _work?.Dispose();
        _engine?.Dispose();
        GC.SuppressFinalize(this);
    }
}

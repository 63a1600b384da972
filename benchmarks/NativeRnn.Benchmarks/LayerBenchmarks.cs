namespace NativeRnn.Benchmarks;

/// <summary>One recurrent layer, called from C#, beside the bare primitive: inference with packed weights, training with packing.</summary>
internal static class LayerBenchmarks
{
    private const double Target = 1.03;

    private static readonly (string Name, CellKind Cell)[] _cells =
        [("LSTM", CellKind.Lstm), ("GRU reset-after", CellKind.GruResetAfter), ("RNN", CellKind.RnnTanh)];

    private static readonly (int Batch, int Hidden, int Repetitions)[] _shapes =
        [(20, 200, 60), (20, 650, 15), (64, 512, 10), (20, 1500, 5)];

    internal static IEnumerable<Comparison> Layers(Engine engine, Floor floor)
    {
        const int steps = 35;
        foreach (var (name, cell) in _cells)
        {
            foreach (var (batch, hidden, repetitions) in _shapes)
            {
                using var work = new LayerWork(engine, cell, steps, batch, hidden);
                yield return Comparison.Measure(
                    $"layer inference, {name} {steps}x{batch}, {hidden}",
                    Yardstick.Ratio,
                    Target,
                    () => Comparison.Time(repetitions, work.Infer),
                    () => floor.Infer(cell, steps, batch, hidden, hidden, repetitions));
                yield return Comparison.Measure(
                    $"layer training, {name} {steps}x{batch}, {hidden}",
                    Yardstick.Ratio,
                    Target,
                    () => Comparison.Time(repetitions, work.Train),
                    () => floor.Train(cell, steps, batch, hidden, hidden, repetitions));
            }
        }
    }
}

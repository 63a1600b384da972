namespace NativeRnn.Benchmarks;

/// <summary>The book's character language model: a training step, and generation one token at a time.</summary>
internal static class LanguageModelBenchmarks
{
    private const int Hidden = 256;
    private const int Batch = 32;
    private const int Steps = 35;
    private const int StepsPerRound = 30;
    private const int TokensPerRound = 3000;
    private const int CalibrationTokens = 1000;
    private const double TrainingTarget = 1.1;
    private const double GenerationTarget = 0.7;

    private static readonly (string Name, CellKind Cell, int Layers)[] _models =
    [
        ("RNN", CellKind.RnnTanh, 1),
        ("GRU reset-after", CellKind.GruResetAfter, 1),
        ("GRU reset-before", CellKind.GruResetBefore, 1),
        ("LSTM", CellKind.Lstm, 1),
        ("LSTM, 2 layers", CellKind.Lstm, 2),
    ];

    // int8 is there for two of the cells.
    private static readonly (string Name, CellKind Cell, Precision[] Precisions)[] _generated =
    [
        ("LSTM", CellKind.Lstm, [Precision.F32, Precision.BF16, Precision.Int8]),
        ("GRU reset-after", CellKind.GruResetAfter, [Precision.F32, Precision.BF16]),
        ("GRU reset-before", CellKind.GruResetBefore, [Precision.F32, Precision.BF16, Precision.Int8]),
    ];

    private static readonly int[] _firstToken = [1];

    internal static IEnumerable<Comparison> TrainingSteps(Engine engine, Floor floor)
    {
        foreach (var (name, cell, layers) in _models)
        {
            using var model = BenchmarkModels.LanguageModel(engine, cell, Hidden, layers);
            using var trainer = BenchmarkModels.LanguageModelTrainer(model);
            yield return Comparison.Measure(
                $"training step, {name} {Hidden}",
                Yardstick.Ratio,
                TrainingTarget,
                () => Comparison.Time(StepsPerRound, () => trainer.Step()),
                () => Enumerable.Range(0, layers).Sum(l => floor.Train(
                    cell, Steps, Batch, l == 0 ? BenchmarkModels.Characters : Hidden, Hidden, StepsPerRound)));
        }
    }

    /// <summary>
    /// A whole token (lookup, layer, output product, sampling) beside the bare float32 primitive of one step whose
    /// input is as wide as its state.
    /// </summary>
    internal static IEnumerable<Comparison> Generation(Engine engine, Floor floor)
    {
        foreach (var hidden in new[] { 256, 512 })
        {
            foreach (var (name, cell, precisions) in _generated)
            {
                using var model = BenchmarkModels.LanguageModel(engine, cell, hidden, layers: 1);
                foreach (var precision in precisions)
                {
                    using var generator = new TextGenerator(model, InferenceIn(precision, model));
                    var options = new GenerationOptions();
                    var random = new RandomSource(1);
                    generator.Feed(_firstToken);
                    yield return Comparison.Measure(
                        $"generated token, {name} {hidden}, {precision}",
                        Yardstick.Ratio,
                        GenerationTarget,
                        () => Comparison.Time(TokensPerRound, () => generator.Next(options, random)),
                        () => floor.Infer(cell, 1, 1, hidden, hidden, TokensPerRound));
                }
            }
        }
    }

    private static InferenceOptions InferenceIn(Precision precision, LanguageModel model) => new()
    {
        Precision = precision,
        Quantization = precision == Precision.Int8
            ? Quantization.Calibrate(model, BenchmarkModels.RandomTokens(CalibrationTokens, BenchmarkModels.Characters))
            : null,
    };
}

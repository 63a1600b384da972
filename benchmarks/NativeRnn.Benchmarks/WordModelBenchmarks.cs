namespace NativeRnn.Benchmarks;

/// <summary>The word model of Zaremba et al. (2014): 10,000 words, 650 wide, two LSTM layers, dropout 0.5, batch 20, 35 steps.</summary>
internal static class WordModelBenchmarks
{
    private const int Words = 10_000;
    private const int Hidden = 650;
    private const int Layers = 2;
    private const int Batch = 20;
    private const int Steps = 35;
    private const int StepsPerRound = 5;
    private const int PeakSize = 2048;
    private const double LeastPartOfPeak = 80;
    private const double HalfPrecisionTarget = 1 / 1.6;

    // Forward, and backward twice as much; a product counts two operations for each pair of numbers.
    private const double Operations = 3 * 2.0 * Steps * Batch * Hidden * (Layers * 2 * 4 * Hidden + Words);

    internal static IEnumerable<Comparison> TrainingSteps(Engine engine, Floor floor)
    {
        using var model = Model(engine);
        using var trainer = Trainer(model, Precision.F32);
        yield return Comparison.Measure(
            "word model step, LSTM 2x650, dropout 0.5",
            Yardstick.PartOfPeak(Operations, 2.0 * PeakSize * PeakSize * PeakSize),
            LeastPartOfPeak,
            () => Comparison.Time(StepsPerRound, () => trainer.Step()),
            () => floor.Peak(PeakSize, StepsPerRound));
        using var half = Trainer(model, Precision.BF16);
        yield return Comparison.Measure(
            "the same in bf16, beside float32",
            Yardstick.Ratio,
            HalfPrecisionTarget,
            () => Comparison.Time(StepsPerRound, () => half.Step()),
            () => Comparison.Time(StepsPerRound, () => trainer.Step()));
    }

    /// <summary>What the layers' forward passes leave for their backward passes, in bytes.</summary>
    internal static double Workspace(Floor floor) => Layers * floor.Workspace(CellKind.Lstm, Steps, Batch, Hidden, Hidden);

    internal static LanguageModel Model(Engine engine, int hidden = Hidden)
    {
        var words = Enumerable.Range(0, Words - 1).Select(number => $"w{number}");
        var codec = new TextCodec(
            Vocabulary.FromTokens([Vocabulary.Unknown, .. words]), Normalization.Lower, TokenUnit.Word);
        var options = new LanguageModelOptions
        {
            Cell = CellKind.Lstm,
            Hidden = hidden,
            Layers = Layers,
            Embed = hidden,
            InputDropout = 0.5f,
            Dropout = 0.5f,
            OutputDropout = 0.5f,
        };
        return new LanguageModel(options, codec, engine: engine);
    }

    internal static LanguageModelTrainer Trainer(LanguageModel model, Precision precision, int batch = Batch) =>
        new(model, BenchmarkModels.RandomTokens(100_000, Words), new LanguageModelTrainingOptions
        {
            Windows = new WindowOptions { Batch = batch, Steps = Steps },
            Epochs = int.MaxValue,
            Precision = precision,
        });
}

using System.Diagnostics;

namespace NativeRnn.Cli;

/// <summary>Work that <c>bench</c> times.</summary>
/// <param name="Name">For people and scripts.</param>
/// <param name="Tokens">That one run of it reads or writes.</param>
/// <param name="Begin">Prepares it, and gives what is run.</param>
internal sealed record BenchCase(string Name, int Tokens, Func<Engine, Precision, BenchWork> Begin)
{
    private const int Batch = 32;
    private const int Steps = 35;
    private const int FewestRuns = 5; // of which the median is taken

    private static readonly int[] _firstToken = [1];

    /// <summary>The textbook's character language models: 28 characters one-hot, batches of 32 by 35 in training.</summary>
    internal static IReadOnlyList<BenchCase> All { get; } =
    [
        Training("train-rnn-256", CellKind.RnnTanh, 1),
        Training("train-gru-256", CellKind.GruResetAfter, 1),
        Training("train-lstm-256", CellKind.Lstm, 1),
        Training("train-lstm-256-2", CellKind.Lstm, 2),
        Generation("generate-gru-256", CellKind.GruResetAfter, 256),
        Generation("generate-gru-512", CellKind.GruResetAfter, 512),
        Generation("generate-lstm-256", CellKind.Lstm, 256),
        Generation("generate-lstm-512", CellKind.Lstm, 512),
    ];

    /// <summary>The median of one run's milliseconds, over at least some seconds.</summary>
    internal double Measure(Engine engine, Precision precision, double seconds, CancellationToken cancellation)
    {
        using var work = Begin(engine, precision);
        work.Run();
        work.Run();
        var times = new List<double>();
        for (var total = 0.0; total < 1000 * seconds || times.Count < FewestRuns; total += times[^1])
        {
            cancellation.ThrowIfCancellationRequested();
            var start = Stopwatch.GetTimestamp();
            work.Run();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times.Order().ElementAt(times.Count / 2);
    }

    private static BenchCase Training(string name, CellKind cell, int layers) =>
        new(name, Batch * Steps, (engine, precision) =>
        {
            var model = Model(engine, cell, 256, layers);
            var trainer = new LanguageModelTrainer(model, Characters(model), new LanguageModelTrainingOptions
            {
                Windows = new WindowOptions { Batch = Batch, Steps = Steps },
                Epochs = int.MaxValue,
                Precision = precision,
            });
            return new BenchWork(() => trainer.Step(), trainer, model);
        });

    private static BenchCase Generation(string name, CellKind cell, int hidden) =>
        new(name, 1, (engine, precision) =>
        {
            var model = Model(engine, cell, hidden, layers: 1);
            var generator = new TextGenerator(model, new InferenceOptions { Precision = precision });
            var (options, random) = (new GenerationOptions(), new RandomSource(1));
            generator.Feed(_firstToken);
            return new BenchWork(() => generator.Next(options, random), generator, model);
        });

    private static LanguageModel Model(Engine engine, CellKind cell, int hidden, int layers)
    {
        var vocabulary = Vocabulary.FromTokens(
            [Vocabulary.Unknown, " ", .. Enumerable.Range('a', 26).Select(letter => ((char)letter).ToString())]);
        return new LanguageModel(
            new LanguageModelOptions { Cell = cell, Hidden = hidden, Layers = layers },
            new TextCodec(vocabulary, Normalization.Letters, TokenUnit.Char),
            engine: engine);
    }

    private static int[] Characters(LanguageModel model)
    {
        var random = new RandomSource(7);
        return [.. Enumerable.Range(0, 100_000).Select(_ => random.Next(model.Vocabulary.Count))];
    }
}

namespace NativeRnn.Cli;

/// <summary>The demo's language model and its training, fitted into the time that there is.</summary>
internal sealed class LanguageModelDemo : IDisposable
{
    /// <summary>What the model continues, if its text knows these characters.</summary>
    internal const string Prompt = "The lamp ";

    private const int MostEpochs = 60; // more does not show in what it writes
    private const int SampleLength = 160;
    private readonly Corpus _corpus;
    private readonly DemoSchedule _schedule;
    private readonly TimeSpan _time;

    internal LanguageModelDemo(Corpus corpus, TimeSpan time)
    {
        (_corpus, _time) = (corpus, time);
        Model = NewModel(corpus.Codec);
        _schedule = Measure();
        Options = OptionsFor(_schedule);
    }

    /// <summary>What it reads.</summary>
    internal Corpus Corpus => _corpus;

    internal LanguageModel Model { get; }

    /// <summary>How it is trained: the learning rate falls to 0 at the end of the time.</summary>
    internal LanguageModelTrainingOptions Options { get; }

    internal TrainingHistory History { get; } = new();

    /// <summary>What it wrote after some epochs, beginning with what it wrote before the first, epoch 0.</summary>
    internal List<(int Epoch, double? Perplexity, string Text)> Samples { get; } = [];

    internal string Describe()
    {
        using var trainer = new LanguageModelTrainer(Model, _corpus.Tokens, Options);
        return TrainingLines.Describe(trainer, _corpus);
    }

    /// <summary>Some text of the model's own.</summary>
    internal string Write(int length = 300) =>
        Prompt + Model.Generate(Prompt, new GenerationOptions { Length = length, Temperature = 0.5 });

    internal void Train(Action<string> show, CancellationToken cancellation)
    {
        using var trainer = new LanguageModelTrainer(Model, _corpus.Tokens, Options, new RandomSource(1));
        Samples.Add((0, null, Write(SampleLength)));
        var fit = new DemoFit(History, _schedule, _time)
        {
            Show = show,
            Sample = epoch => Samples.Add((epoch.Epoch, epoch.Perplexity, Write(SampleLength))),
        };
        fit.Run((epochs, steps, stop) => trainer.Fit(epochs: epochs, steps: steps, cancellation: stop), cancellation);
    }

    public void Dispose() => Model.Dispose();

    // Without the dropout a tale this short is learnt by heart, and what it writes of its own falls apart.
    private static LanguageModel NewModel(TextCodec codec) => new(
        new LanguageModelOptions { Cell = CellKind.Lstm, Hidden = 256, Layers = 2, Dropout = 0.4f }, codec, new RandomSource(0));

    private static LanguageModelTrainingOptions OptionsFor(DemoSchedule schedule) => new()
    {
        Windows = new WindowOptions { Batch = 16, Steps = 64, Sampling = Sampling.Sequential },
        Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.003 },
        Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine },
        Epochs = schedule.Epochs,
        MaxSteps = schedule.MaxSteps,
    };

    private DemoSchedule Measure()
    {
        using var model = NewModel(Model.Codec);
        using var trainer = new LanguageModelTrainer(
            model, _corpus.Tokens, OptionsFor(new DemoSchedule(MostEpochs, null)));
        return DemoSchedule.Measure(trainer, MostEpochs, _time);
    }
}

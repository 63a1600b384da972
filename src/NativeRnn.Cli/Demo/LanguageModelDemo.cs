using System.Diagnostics;

namespace NativeRnn.Cli;

/// <summary>The demo's model and its training, fitted into the time that there is.</summary>
internal sealed class DemoTraining : IDisposable
{
    /// <summary>What the model continues, if its text knows these characters.</summary>
    internal const string Prompt = "The lamp ";

    private const int WarmUpSteps = 3;
    private const int MeasuredSteps = 12;
    private const int MostEpochs = 60; // more does not show in what it writes
    private const int MostLines = 15;
    private const double Patience = 1.5; // other work on the machine may slow the training down so much
    private readonly ReadOnlyMemory<int> _tokens;
    private readonly TimeSpan _time;

    internal DemoTraining(Corpus corpus, TimeSpan time)
    {
        _tokens = corpus.Tokens;
        _time = time;
        Model = NewModel(corpus.Codec);
        Options = ForEpochs(EpochsFor(time));
    }

    internal LanguageModel Model { get; }

    /// <summary>How it is trained: the learning rate falls to 0 at the end of the time.</summary>
    internal LanguageModelTrainingOptions Options { get; }

    internal string Describe(Corpus corpus)
    {
        using var trainer = new LanguageModelTrainer(Model, _tokens, Options);
        return TrainingLines.Describe(trainer, corpus);
    }

    /// <summary>Some text of the model's own.</summary>
    internal string Write() => Prompt + Model.Generate(Prompt, new GenerationOptions { Length = 300, Temperature = 0.5 });

    /// <summary>Trains to the end, or until the time has run out for good.</summary>
    internal void Train(Action<EpochResult> record, Action<string> show, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Patience * _time);
        using var trainer = new LanguageModelTrainer(Model, _tokens, Options, new RandomSource(1));
        var interval = 1 + (Options.Epochs - 1) / MostLines;
        var report = new SynchronousProgress<EpochResult>(epoch =>
        {
            record(epoch);
            if (epoch.Epoch == 1 || epoch.Epoch % interval == 0 || trainer.IsFinished)
            {
                show(TrainingLines.Describe(epoch));
            }
        });
        try
        {
            trainer.Fit(epochs: report, cancellation: deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            show("The time is up.");
        }
    }

    public void Dispose() => Model.Dispose();

    // Without the dropout a tale this short is learnt by heart, and what it writes of its own falls apart.
    private static LanguageModel NewModel(TextCodec codec) => new(
        new LanguageModelOptions { Cell = CellKind.Lstm, Hidden = 256, Layers = 2, Dropout = 0.4f }, codec, new RandomSource(0));

    private static LanguageModelTrainingOptions ForEpochs(int epochs) => new()
    {
        Windows = new WindowOptions { Batch = 16, Steps = 64, Sampling = Sampling.Sequential },
        Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.003 },
        Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine },
        Epochs = epochs,
    };

    // Measured on a model of the same shape that is thrown away.
    private int EpochsFor(TimeSpan time)
    {
        using var model = NewModel(Model.Codec);
        using var trainer = new LanguageModelTrainer(model, _tokens, ForEpochs(MostEpochs));
        TimeSteps(trainer, WarmUpSteps);
        var step = TimeSteps(trainer, MeasuredSteps) / MeasuredSteps;
        var epoch = step * ((double)trainer.TotalSteps / MostEpochs);
        return Math.Clamp((int)(time / epoch), 1, MostEpochs);
    }

    private static TimeSpan TimeSteps(LanguageModelTrainer trainer, int steps)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < steps; i++)
        {
            trainer.Step();
        }

        return watch.Elapsed;
    }
}

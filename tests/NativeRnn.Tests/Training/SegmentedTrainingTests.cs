using NUnit.Framework;

namespace NativeRnn.Tests.Training;

/// <summary>Training through windows of several segments.</summary>
internal sealed class SegmentedTrainingTests
{
    private const int Steps = 6;

    private static readonly Corpus _corpus = Corpus.FromText(
        string.Concat(Enumerable.Repeat(SmallRun.Text, 3))[..240], new CorpusOptions { Normalization = Normalization.None });

    private TemporaryFolder _folder = null!;

    private static IEnumerable<BackpropagationOptions> Modes() =>
    [
        new BackpropagationOptions { Truncation = Truncation.Full },
        new BackpropagationOptions { Truncation = Truncation.Full, Segments = 4 },
        new BackpropagationOptions { Truncation = Truncation.Random, MeanSegments = 2.5 },
    ];

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Segments_train_as_one_long_window_does()
    {
        var options = Options(new BackpropagationOptions { Truncation = Truncation.Full, Segments = 3 });
        var plain = options with
        {
            Windows = options.Windows with { Steps = 3 * Steps },
            Backpropagation = new BackpropagationOptions(),
        };
        using var segmented = Begin(options, dropout: 0);
        using var whole = Begin(plain, dropout: 0);
        for (var step = 0; step < 3; step++)
        {
            var (actual, expected) = (segmented.Step(), whole.Step());
            Assert.That(actual.Loss, Is.EqualTo(expected.Loss).Within(1e-5), $"step {step}");
            Assert.That(actual.GradientNorm, Is.EqualTo(expected.GradientNorm).Within(1e-5), $"step {step}");
            Assert.That(actual.Tokens, Is.EqualTo(expected.Tokens));
        }
        Assert.That(SmallRun.Parameters(segmented.Model), Is.EqualTo(SmallRun.Parameters(whole.Model)).Within(1e-5f));
    }

    [Test]
    public void A_learnt_initial_state_learns_through_segments_too()
    {
        var options = Options(new BackpropagationOptions { Truncation = Truncation.Full, Segments = 3 });
        var plain = options with { Windows = options.Windows with { Steps = 3 * Steps }, Backpropagation = new() };
        Assert.That(Learnt(options), Is.EqualTo(Learnt(plain)).Within(1e-5f).And.Some.Not.Zero);

        static float[] Learnt(LanguageModelTrainingOptions options)
        {
            using var model = new LanguageModel(
                new LanguageModelOptions { Cell = CellKind.Lstm, Hidden = 8, Layers = 2, LearnsState = true }, _corpus.Codec);
            using var trainer = new LanguageModelTrainer(model, _corpus.Tokens, options);
            trainer.Step();
            trainer.Step();
            return SmallRun.Parameters(model);
        }
    }

    [Test]
    public void A_random_window_steps_along_its_compensated_gradient_over_the_mean_length()
    {
        var options = Options(new BackpropagationOptions { Truncation = Truncation.Random, MeanSegments = 2.5 }) with { Clip = 0 };
        var truncation = new RandomTruncation(2.5);
        const int Length = 4;
        var seed = (ulong)Enumerable.Range(0, 100).First(seed => FirstLength(seed) == Length);
        using var trainer = Begin(options, dropout: 0, seed: seed);
        var expected = Gradient(trainer.Model, Length, truncation.Weights(Length));
        var step = trainer.Step();
        Assert.That(step.Tokens, Is.EqualTo(Length * Steps * 4));
        Assert.That(step.GradientNorm, Is.EqualTo(Norm(expected) / 2.5).Within(1e-5));
        Assert.That(Norm(Gradient(trainer.Model, Length, default)), Is.Not.EqualTo(Norm(expected)).Within(1e-3));

        int FirstLength(int seed) => truncation.Draw(new RandomSource((ulong)seed), 9);
    }

    [TestCaseSource(nameof(Modes))]
    public void An_epoch_sees_each_token_once(BackpropagationOptions mode)
    {
        using var trainer = Begin(Options(mode));
        var steps = new List<TrainingStep>();
        var epochs = new List<EpochResult>();
        trainer.Fit(epochs: new Report<EpochResult>(epochs.Add), steps: new Report<TrainingStep>(steps.Add));
        const int Tokens = 9 * Steps * 4; // 240 tokens, 4 rows of 6 steps
        Assert.That(epochs.Select(epoch => epoch.Loss.Count), Is.EqualTo(new[] { Tokens, Tokens, Tokens }));
        var last = steps.Last(step => step.Epoch == 1);
        Assert.That(last.StepInEpoch, Is.EqualTo(steps.Count(step => step.Epoch == 1)).And.EqualTo(last.StepsPerEpoch));
        if (mode.Truncation == Truncation.Full)
        {
            Assert.That(trainer.TotalSteps, Is.EqualTo(steps.Count).And.EqualTo(mode.Segments is null ? 3 : 9));
        }
    }

    [TestCaseSource(nameof(Modes))]
    public void A_run_resumed_after_any_step_equals_the_uninterrupted_one(BackpropagationOptions mode)
    {
        using var trainer = Begin(Options(mode));
        var whole = Finished(trainer);
        for (var steps = 0; steps <= trainer.StepsDone; steps++)
        {
            using var first = Begin(Options(mode));
            for (var step = 0; step < steps; step++)
            {
                first.Step();
            }
            first.Save(_folder.File("run"));
            using var second = LanguageModelTrainer.Resume(_folder.File("run"), _corpus.Tokens);
            Assert.That(second.Options.Backpropagation, Is.EqualTo(mode));
            Assert.That(Finished(second), Is.EqualTo(whole), $"after step {steps}");
        }
    }

    [TestCaseSource(nameof(Modes))]
    public void Every_mode_learns(BackpropagationOptions mode)
    {
        using var trainer = Begin(Options(mode) with { Epochs = 60 });
        var losses = new List<double>();
        trainer.Fit(epochs: new Report<EpochResult>(epoch => losses.Add(epoch.Loss.Mean)));
        Assert.That(losses[^1], Is.LessThan(losses[0] - 0.3));
    }

    [Test]
    public void Steps_through_random_windows_allocate_nothing()
    {
        using var engine = Engine.Cpu();
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus, layers: 2, dropout: 0.2f, engine: engine, embed: 8);
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, SmallRun.Options(epochs: 1000) with
        {
            Backpropagation = new BackpropagationOptions { Truncation = Truncation.Random },
        });
        Repeat(300);
        var before = engine.ReadCounters();
        var managed = GC.GetAllocatedBytesForCurrentThread();
        Repeat(100);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - managed;
        var after = engine.ReadCounters();
        Assert.That(allocated, Is.Zero, "managed bytes");
        Assert.That(after.Allocations, Is.EqualTo(before.Allocations), "native allocations");
        Assert.That(after.LiveBytes, Is.EqualTo(before.LiveBytes), "live native bytes");

        void Repeat(int count)
        {
            for (var i = 0; i < count; i++)
            {
                trainer.Step();
            }
        }
    }

    [TestCase(Truncation.Full)]
    [TestCase(Truncation.Random)]
    public void Shuffled_windows_are_refused(Truncation truncation)
    {
        var options = Options(new BackpropagationOptions { Truncation = truncation });
        Assert.That(
            () => Begin(options with { Windows = options.Windows with { Sampling = Sampling.Random } }),
            Throws.ArgumentException.With.Message.Contains($"{truncation} truncation needs sequential sampling"));
    }

    [Test]
    public void Options_out_of_range_are_named()
    {
        Assert.That(
            () => new BackpropagationOptions { Segments = 0 },
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("Segments"));
        Assert.That(
            () => new BackpropagationOptions { MeanSegments = 1 },
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("MeanSegments"));
        Assert.That(
            () => new BackpropagationOptions { Truncation = (Truncation)7 },
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("Truncation"));
    }

    private static LanguageModelTrainingOptions Options(BackpropagationOptions mode) => SmallRun.Options() with
    {
        Windows = new WindowOptions { Batch = 4, Steps = Steps, Offset = 0 },
        Backpropagation = mode,
    };

    private static LanguageModelTrainer Begin(LanguageModelTrainingOptions options, float dropout = 0.2f, ulong seed = 7) =>
        new(SmallRun.Model(_corpus, layers: 2, dropout: dropout), _corpus.Tokens, options, new RandomSource(seed));

    private byte[] Finished(LanguageModelTrainer trainer)
    {
        while (!trainer.IsFinished)
        {
            trainer.Step();
        }
        trainer.Save(_folder.File("bytes"));
        return File.ReadAllBytes(_folder.File("bytes"));
    }

    // Of the first segments of the text, summed.
    private static float[] Gradient(LanguageModel model, int segments, ReadOnlySpan<float> weights)
    {
        var sampler = new WindowSampler(_corpus.Tokens, new WindowOptions { Batch = 4, Steps = Steps, Offset = 0 });
        using var tape = new Tape(model.Engine);
        using var state = model.CreateState(4);
        using var backpropagation = new CheckpointedBackpropagation(model.Engine);
        backpropagation.Run(tape, new LanguageModelSegments(model, sampler), segments, [state[0], state[1]], null, weights);
        var gradients = model.Parameters.Gradients.ToArray();
        model.Parameters.Gradients.CopyFrom(new float[gradients.Length]);
        return gradients;
    }

    private static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));

    private sealed class Report<T>(Action<T> action) : IProgress<T>
    {
        void IProgress<T>.Report(T value) => action(value);
    }
}

using NUnit.Framework;

namespace NativeRnn.Tests.Training;

/// <summary>Training in bf16: float32 parameters, and a run that stays beside that in float32.</summary>
[Category("Numerics")]
internal sealed class Bf16TrainingTests
{
    private const double LossBound = 0.05; // of losses of 1 to 3 nats

    // A ReLU RNN, whose values nothing bounds, carries small differences on and on: only its beginning agrees.
    private static int ComparedSteps(CellKind cell) => cell == CellKind.RnnRelu ? 30 : 200;

    [SetUp]
    public void RequireBf16()
    {
        if (Engine.Default.SupportOf(Precision.BF16) == PrecisionSupport.None)
        {
            Assert.Ignore($"No bf16 on {NativeLibraryInfo.InstructionSet}: this test checks nothing.");
        }
    }

    [Test]
    public void Losses_stay_beside_those_of_float32([Values] CellKind cell)
    {
        var (exact, rounded) = (Losses(cell, Precision.F32), Losses(cell, Precision.BF16));
        Assert.That(rounded, Is.Not.EqualTo(exact), "it is not bf16 at all");
        Assert.That(rounded[^1], Is.LessThan(0.6 * rounded[0]), "it learns");
        for (var step = 0; step < ComparedSteps(cell); step++)
        {
            Assert.That(rounded[step], Is.EqualTo(exact[step]).Within(LossBound), $"step {step + 1}");
        }
    }

    [Test]
    public void Parameters_keep_what_bf16_cannot_hold()
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus);
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, Options(1));
        trainer.Step();
        var fine = SmallRun.Parameters(model).Count(value => (BitConverter.SingleToUInt32Bits(value) & 0xFFFF) != 0);
        Assert.That(fine, Is.GreaterThan(model.Parameters.Count / 2));
    }

    [Test]
    public void Steps_allocate_nothing_once_warm()
    {
        using var engine = Engine.Cpu();
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus, CellKind.Lstm, layers: 2, embed: 8, engine: engine);
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, Options(1000));
        Repeat(100, trainer);
        var before = engine.ReadCounters();
        var managed = GC.GetAllocatedBytesForCurrentThread();
        Repeat(200, trainer);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - managed;
        var after = engine.ReadCounters();
        Assert.That(allocated, Is.Zero, "managed bytes");
        Assert.That(after.Allocations, Is.EqualTo(before.Allocations), "native allocations");
        Assert.That(after.LiveBytes, Is.EqualTo(before.LiveBytes), "live native bytes");
        Assert.That(after.PrimitivesCreated, Is.EqualTo(before.PrimitivesCreated), "primitives");
    }

    [Test]
    public void A_resumed_run_equals_the_uninterrupted_one([Values] CellKind cell)
    {
        using var folder = new TemporaryFolder();
        var corpus = SmallRun.Corpus();
        var whole = Run(corpus, cell, Options(2));
        using (var model = SmallRun.Model(corpus, cell))
        using (var trainer = new LanguageModelTrainer(model, corpus.Tokens, Options(2)))
        {
            Repeat(7, trainer);
            trainer.Save(folder.File("run"));
        }
        using var resumed = LanguageModelTrainer.Resume(folder.File("run"), corpus.Tokens);
        Assert.That(resumed.Options.Precision, Is.EqualTo(Precision.BF16));
        resumed.Fit();
        Assert.That(SmallRun.Parameters(resumed.Model), Is.EqualTo(whole));
    }

    [Test]
    public void A_translator_learns([Values(AttentionKind.None, AttentionKind.General, AttentionKind.Additive)] AttentionKind attention)
    {
        var losses = new List<double>();
        var corpus = SmallPairs.Corpus();
        using var model = SmallPairs.Model(corpus, SmallPairs.Shape(attention, bothWays: true));
        using var trainer = new Seq2SeqTrainer(
            model, corpus, SmallPairs.Training(epochs: 30) with { Precision = Precision.BF16 });
        while (!trainer.IsFinished)
        {
            losses.Add(trainer.Step().Loss);
        }
        Assert.That(losses[^1], Is.LessThan(losses[0] / 2));
    }

    [Test]
    public void Validation_is_in_the_precision_of_the_run()
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus);
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, Options(1));
        Loss? measured = null;
        trainer.Fit(corpus.Tokens[..200], new EpochReport(epoch => measured = epoch.Validation));
        var expected = LanguageModelEvaluator.Evaluate(
            model, corpus.Tokens[..200], inference: new InferenceOptions { Precision = Precision.BF16 });
        Assert.That(measured, Is.EqualTo(expected));
    }

    [Test]
    public void Training_in_int8_is_refused()
    {
        Assert.That(() => Options(1) with { Precision = Precision.Int8 }, Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => new Tape(Engine.Default, isTraining: true, Precision.Int8),
            Throws.ArgumentException.With.Message.Contains("f32 or bf16"));
    }

    private static LanguageModelTrainingOptions Options(int epochs) =>
        SmallRun.Options(epochs) with { Precision = Precision.BF16 };

    private static double[] Losses(CellKind cell, Precision precision)
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus, cell);
        using var trainer = new LanguageModelTrainer(
            model,
            corpus.Tokens,
            SmallRun.Options(epochs: 10) with
            {
                Precision = precision,
                Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.003 },
            });
        return [.. Enumerable.Range(0, 200).Select(_ => trainer.Step().Loss)];
    }

    private static float[] Run(Corpus corpus, CellKind cell, LanguageModelTrainingOptions options)
    {
        using var model = SmallRun.Model(corpus, cell);
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, options);
        trainer.Fit();
        return SmallRun.Parameters(model);
    }

    private static void Repeat(int count, LanguageModelTrainer trainer)
    {
        for (var i = 0; i < count; i++)
        {
            trainer.Step();
        }
    }

    private sealed class EpochReport(Action<EpochResult> action) : IProgress<EpochResult>
    {
        public void Report(EpochResult value) => action(value);
    }
}

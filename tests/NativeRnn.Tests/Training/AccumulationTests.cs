using NUnit.Framework;

namespace NativeRnn.Tests.Training;

internal sealed class AccumulationTests
{
    private const double Rounding = 1e-5;

    [Test]
    public void Batches_whose_gradients_are_added_up_are_one_batch_as_large()
    {
        var (parts, whole) = (LossesOf(batch: 2, accumulation: 3), LossesOf(batch: 6, accumulation: 1));
        Assert.That(parts, Is.EqualTo(whole).Within(Rounding));
    }

    [Test]
    public void Pairs_count_by_their_tokens_however_many_batches_they_are_in()
    {
        var (parts, whole) = (PairLossesOf(batch: 4, accumulation: 2), PairLossesOf(batch: 8, accumulation: 1));
        Assert.That(parts, Is.EqualTo(whole).Within(Rounding));
    }

    [Test]
    public void The_last_step_of_an_epoch_may_have_fewer_batches()
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus);
        var options = SmallRun.Options(epochs: 2) with { Accumulation = 4, Windows = new WindowOptions { Batch = 4, Steps = 12, Offset = 0 } };
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, options);
        List<TrainingStep> steps = [];
        trainer.Fit(steps: new NativeRnn.Cli.SynchronousProgress<TrainingStep>(steps.Add));
        var batches = (corpus.Tokens.Length - 1) / (4 * 12);
        Assert.That(batches % 4, Is.Not.Zero, "or the test shows nothing");
        Assert.That(steps, Has.Count.EqualTo(2 * (1 + batches / 4)));
        Assert.That(trainer.TotalSteps, Is.EqualTo(steps.Count));
        Assert.That(steps[^1].Tokens, Is.EqualTo(4 * 12 * (batches % 4)));
        Assert.That(steps[^1].StepsPerEpoch, Is.EqualTo(steps[^1].StepInEpoch));
    }

    [Test]
    public void Accumulation_is_saved_with_the_run()
    {
        using var folder = new TemporaryFolder();
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus);
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, SmallRun.Options() with { Accumulation = 2 });
        trainer.Step();
        trainer.Save(folder.File("run"));
        using var resumed = LanguageModelTrainer.Resume(folder.File("run"), corpus.Tokens);
        using var other = resumed.Model;
        Assert.That(resumed.Options.Accumulation, Is.EqualTo(2));
        Assert.That(resumed.Step(), Is.EqualTo(trainer.Step()));
    }

    [Test]
    public void Truncations_that_add_up_already_refuse_it()
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus);
        var options = SmallRun.Options() with
        {
            Accumulation = 2,
            Backpropagation = new BackpropagationOptions { Truncation = Truncation.Full, Segments = 2 },
        };
        Assert.That(
            () => new LanguageModelTrainer(model, corpus.Tokens, options),
            Throws.ArgumentException.With.Message.Contains("leave Accumulation at 1"));
    }

    [Test]
    public void It_is_at_least_one() => Assert.That(
        () => new LanguageModelTrainingOptions { Accumulation = 0 },
        Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("Accumulation"));

    // Random windows: batches of six are three of two, in the same order.
    private static double[] LossesOf(int batch, int accumulation)
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus);
        var options = SmallRun.Options() with
        {
            Accumulation = accumulation,
            Windows = new WindowOptions { Batch = batch, Steps = 12, Sampling = Sampling.Random, Offset = 0 },
        };
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, options);
        return Losses(trainer, 20);
    }

    private static double[] PairLossesOf(int batch, int accumulation)
    {
        var corpus = SmallPairs.Corpus();
        using var model = SmallPairs.Model(corpus, SmallPairs.Shape(AttentionKind.Additive));
        var options = SmallPairs.Training() with
        {
            Accumulation = accumulation,
            Batches = SmallPairs.Batches with { Batch = batch, Bucketed = false },
        };
        using var trainer = new Seq2SeqTrainer(model, corpus, options);
        return Losses(trainer, 5);
    }

    private static double[] Losses(Trainer trainer, int steps) =>
        [.. Enumerable.Range(0, steps).Select(_ => trainer.Step().Loss)];
}

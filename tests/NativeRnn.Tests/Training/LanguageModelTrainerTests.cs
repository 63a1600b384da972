using NUnit.Framework;

namespace NativeRnn.Tests.Training;

internal sealed class LanguageModelTrainerTests
{
    [TestCase(CellKind.RnnTanh)]
    [TestCase(CellKind.RnnRelu)]
    [TestCase(CellKind.GruResetBefore)]
    [TestCase(CellKind.GruResetAfter)]
    [TestCase(CellKind.Lstm)]
    public void Every_cell_learns_a_text_that_repeats(CellKind cell)
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus, cell);
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, SmallRun.Options(epochs: 12));
        var epochs = Train(trainer);
        Assert.That(epochs, Has.Count.EqualTo(12));
        Assert.That(epochs[^1].Perplexity, Is.LessThan(2));
    }

    [Test]
    public void The_first_loss_of_a_model_of_zeros_is_the_logarithm_of_the_vocabulary_size()
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus);
        model.Parameters.Values.CopyFrom(new float[model.Parameters.Values.Shape.Count]);
        model.Parameters.MarkChanged();
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, SmallRun.Options());
        Assert.That(trainer.Step().Loss, Is.EqualTo(Math.Log(corpus.Vocabulary.Count)).Within(1e-6));
    }

    [TestCase(Sampling.Random)]
    [TestCase(Sampling.Sequential)]
    [Category("SameBits")]
    public void The_same_seed_gives_the_same_bits(Sampling sampling)
    {
        var corpus = SmallRun.Corpus();
        var trained = TrainedParameters(corpus, sampling, seed: 5);
        Assert.That(TrainedParameters(corpus, sampling, seed: 5), Is.EqualTo(trained));
        Assert.That(TrainedParameters(corpus, sampling, seed: 6), Is.Not.EqualTo(trained));
    }

    [Test]
    public void A_step_limit_ends_the_run_in_the_middle_of_an_epoch()
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus);
        using var trainer = new LanguageModelTrainer(
            model, corpus.Tokens, SmallRun.Options(epochs: 100) with { MaxSteps = 7 });
        var epochs = Train(trainer);
        Assert.That(trainer.StepsDone, Is.EqualTo(7));
        Assert.That(epochs, Has.Count.EqualTo(1));
        Assert.That(epochs[0].Loss.Count, Is.EqualTo(7 * 4 * 12));
    }

    [Test]
    public void Cancellation_stops_between_steps_and_leaves_a_whole_model()
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus);
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, SmallRun.Options(epochs: 1000));
        using var source = new CancellationTokenSource();
        var steps = new Recorder<TrainingStep>(step =>
        {
            if (step.Step == 5)
            {
                source.Cancel();
            }
        });
        Assert.That(() => trainer.Fit(steps: steps, cancellation: source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(trainer.StepsDone, Is.EqualTo(5));
        Assert.That(SmallRun.Parameters(model), Has.All.Matches<float>(float.IsFinite));
    }

    [Test]
    public void Validation_is_measured_on_the_model_as_it_is_after_the_epoch()
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus);
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, SmallRun.Options(epochs: 2));
        var epochs = new Recorder<EpochResult>();
        trainer.Fit(corpus.Tokens[..200], epochs);
        var expected = LanguageModelEvaluator.Evaluate(model, corpus.Tokens[..200]);
        Assert.That(epochs.Items[^1].Validation, Is.EqualTo(expected));
    }

    [Test]
    public void A_loss_that_is_no_number_ends_the_run_with_advice()
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus, CellKind.RnnRelu);
        model.Parameters["linear.bias"].SetValue([.. Enumerable.Repeat(float.NaN, corpus.Vocabulary.Count)]);
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, SmallRun.Options());
        Assert.That(
            () => trainer.Step(),
            Throws.TypeOf<TrainingDivergedException>().With.Message.Contains("lower the learning rate"));
    }

    [Test]
    public void Clipping_bounds_the_step_of_plain_descent()
    {
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus);
        var before = SmallRun.Parameters(model);
        var options = SmallRun.Options(optimizer: OptimizerKind.Sgd) with { Clip = 0.01 };
        using var trainer = new LanguageModelTrainer(model, corpus.Tokens, options);
        Assert.That(trainer.Step().GradientNorm, Is.GreaterThan(0.01));
        var moved = Math.Sqrt(SmallRun.Parameters(model).Zip(before, (a, b) => Math.Pow(a - b, 2)).Sum());
        Assert.That(moved, Is.EqualTo(0.5 * 0.01).Within(1e-6));
    }

    [Test]
    public void A_text_shorter_than_a_batch_of_windows_says_what_to_lower()
    {
        var corpus = SmallRun.Corpus(repetitions: 1);
        using var model = SmallRun.Model(corpus);
        var options = SmallRun.Options() with { Windows = new WindowOptions { Batch = 32, Steps = 35 } };
        Assert.That(
            () => new LanguageModelTrainer(model, corpus.Tokens, options),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("--batch").And.Message.Contains("--steps"));
    }

    private static float[] TrainedParameters(Corpus corpus, Sampling sampling, ulong seed)
    {
        using var model = SmallRun.Model(corpus, layers: 2, dropout: 0.2f);
        using var trainer = new LanguageModelTrainer(
            model, corpus.Tokens, SmallRun.Options(epochs: 2, sampling), new RandomSource(seed));
        trainer.Fit();
        return SmallRun.Parameters(model);
    }

    private static List<EpochResult> Train(LanguageModelTrainer trainer)
    {
        var epochs = new Recorder<EpochResult>();
        trainer.Fit(epochs: epochs);
        return epochs.Items;
    }

    private sealed class Recorder<T>(Action<T>? action = null) : IProgress<T>
    {
        public List<T> Items { get; } = [];

        public void Report(T value)
        {
            Items.Add(value);
            action?.Invoke(value);
        }
    }
}

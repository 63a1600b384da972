using NUnit.Framework;

namespace NativeRnn.Tests.Training;

/// <summary>A run that is saved, thrown away and resumed ends with the same bytes as one that never stopped.</summary>
internal sealed class ResumeTests
{
    private const int StepsPerEpoch = 4; // 240 tokens, 4 rows of 12; an offset below 12 does not change it
    private const int Epochs = 3;

    private static readonly Corpus _corpus = Corpus.FromText(
        string.Concat(Enumerable.Repeat(SmallRun.Text, 3))[..240], new CorpusOptions { Normalization = Normalization.None });

    private TemporaryFolder _folder = null!;

    private static IEnumerable<TestCaseData> Runs() =>
        from sampling in Enum.GetValues<Sampling>()
        from optimizer in Enum.GetValues<OptimizerKind>()
        from schedule in Enum.GetValues<ScheduleKind>()
        select new TestCaseData(sampling, optimizer, schedule);

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Runs))]
    public void A_resumed_run_equals_the_uninterrupted_one(
        Sampling sampling, OptimizerKind optimizer, ScheduleKind schedule)
    {
        var options = Options(sampling, optimizer, schedule);
        var whole = Fit(Begin(options));
        foreach (var steps in new[] { StepsPerEpoch - 1, StepsPerEpoch, 2 * StepsPerEpoch + 2 })
        {
            Assert.That(Fit(Interrupted(Begin(options), steps)), Is.EqualTo(whole), $"after step {steps}");
        }
    }

    [TestCase(CellKind.RnnTanh, 0, 1)]
    [TestCase(CellKind.RnnRelu, 8, 2)]
    [TestCase(CellKind.GruResetBefore, 8, 1)]
    [TestCase(CellKind.GruResetAfter, 0, 2)]
    public void Every_cell_resumes(CellKind cell, int embed, int threads)
    {
        using var engine = Engine.Cpu(threads);
        var options = Options(Sampling.Sequential, OptimizerKind.Adam, ScheduleKind.Constant);
        var whole = Fit(Begin(options, cell, embed, engine));
        Assert.That(Fit(Interrupted(Begin(options, cell, embed, engine), 6)), Is.EqualTo(whole));
    }

    [Test]
    public void Any_step_will_do_the_first_and_the_last_included()
    {
        var options = Options(Sampling.Sequential, OptimizerKind.Adam, ScheduleKind.Cosine);
        var whole = Fit(Begin(options));
        for (var steps = 0; steps <= Epochs * StepsPerEpoch; steps++)
        {
            Assert.That(Fit(Interrupted(Begin(options), steps)), Is.EqualTo(whole), $"after step {steps}");
        }
    }

    [Test]
    public void A_run_interrupted_after_every_step_equals_the_uninterrupted_one()
    {
        var options = Options(Sampling.Random, OptimizerKind.AdamW, ScheduleKind.Plateau);
        var whole = Fit(Begin(options));
        var trainer = Begin(options);
        while (!trainer.IsFinished)
        {
            trainer = Interrupted(trainer, trainer.StepsDone + 1);
        }
        Assert.That(Fit(trainer), Is.EqualTo(whole));
    }

    [Test]
    public void An_interruption_while_an_epoch_is_validated_loses_nothing()
    {
        var options = Options(Sampling.Sequential, OptimizerKind.Momentum, ScheduleKind.Plateau);
        var whole = Fit(Begin(options));
        using var trainer = Begin(options);
        using var source = new CancellationTokenSource();
        var steps = new Report<TrainingStep>(step => Cancel(step.Step == StepsPerEpoch));
        Assert.That(
            () => trainer.Fit(_corpus.Tokens[..100], steps: steps, cancellation: source.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That((trainer.StepsDone, trainer.EpochsDone), Is.EqualTo(((long)StepsPerEpoch, 0)));
        Assert.That(Fit(Reloaded(trainer)), Is.EqualTo(whole));

        void Cancel(bool now)
        {
            if (now)
            {
                source.Cancel();
            }
        }
    }

    [Test]
    public void A_higher_step_limit_goes_on_as_if_it_had_been_there_from_the_start()
    {
        var options = Options(Sampling.Sequential, OptimizerKind.Adam, ScheduleKind.Step);
        var whole = Fit(Begin(options with { MaxSteps = 10 }));
        using var first = Begin(options with { MaxSteps = 6 });
        first.Fit();
        first.Save(_folder.File("run"));
        var second = LanguageModelTrainer.Resume(
            _folder.File("run"), _corpus.Tokens, new ResumeOptions { MaxSteps = 10 });
        Assert.That(Fit(second), Is.EqualTo(whole));
    }

    [Test]
    public void More_epochs_go_on_as_if_they_had_been_asked_for_from_the_start()
    {
        var options = Options(Sampling.Random, OptimizerKind.Sgd, ScheduleKind.Constant);
        var whole = Fit(Begin(options with { Epochs = 5 }));
        using var first = Begin(options);
        first.Fit(_corpus.Tokens[..100]);
        first.Save(_folder.File("run"));
        var second = LanguageModelTrainer.Resume(_folder.File("run"), _corpus.Tokens, new ResumeOptions { Epochs = 5 });
        Assert.That(Fit(second), Is.EqualTo(whole));
    }

    [Test]
    public void A_resumed_epoch_reports_the_mean_of_all_its_steps()
    {
        var options = Options(Sampling.Sequential, OptimizerKind.Sgd, ScheduleKind.Constant);
        var whole = Losses(Begin(options));
        var resumed = Losses(Interrupted(Begin(options), StepsPerEpoch + 2));
        Assert.That(resumed, Is.EqualTo(whole[1..]));
    }

    [Test]
    public void Saving_what_was_loaded_gives_the_same_bytes()
    {
        foreach (var steps in new[] { 0, 2, StepsPerEpoch, StepsPerEpoch + 1 })
        {
            using var trainer = Interrupted(
                Begin(Options(Sampling.Sequential, OptimizerKind.Adam, ScheduleKind.Plateau)), steps);
            var first = Bytes(trainer);
            using var again = Reloaded(trainer);
            Assert.That(Bytes(again), Is.EqualTo(first), $"after step {steps}");
        }
    }

    [Test]
    public void A_saved_run_loads_as_a_model_too()
    {
        using var trainer = Interrupted(Begin(Options(Sampling.Random, OptimizerKind.Adam, ScheduleKind.Constant)), 3);
        trainer.Save(_folder.File("run"));
        using var model = LanguageModel.Load(_folder.File("run"));
        Assert.That(SmallRun.Parameters(model), Is.EqualTo(SmallRun.Parameters(trainer.Model)));
    }

    [Test]
    public void A_file_tells_its_run_without_being_loaded()
    {
        var options = Options(Sampling.Random, OptimizerKind.AdamW, ScheduleKind.Plateau) with { MaxSteps = 100, MaxTokens = 239 };
        using var engine = Engine.Cpu(1);
        using var trainer = Interrupted(Begin(options, engine: engine), StepsPerEpoch + 1);
        trainer.Save(_folder.File("run"));
        var run = CheckpointInfo.Read(_folder.File("run")).Training!;
        Assert.That((run.StepsDone, run.EpochsDone, run.StepsInEpoch), Is.EqualTo((5L, 1, 1L)));
        Assert.That((run.Seed, run.Threads, run.Tokens), Is.EqualTo((7UL, 1, 239L)));
        Assert.That(run.BestValidation, Is.EqualTo(trainer.BestValidation).And.Not.Null);
        Assert.That(run.Options, Is.EqualTo(trainer.Options));
        trainer.Model.Save(_folder.File("model"));
        Assert.That(CheckpointInfo.Read(_folder.File("model")).Training, Is.Null);
    }

    [Test]
    public void Another_text_is_refused()
    {
        using var trainer = Begin(Options(Sampling.Sequential, OptimizerKind.Sgd, ScheduleKind.Constant));
        trainer.Save(_folder.File("run"));
        var other = _corpus.Tokens.ToArray();
        other[100] = other[100] == 1 ? 2 : 1;
        Assert.That(
            () => LanguageModelTrainer.Resume(_folder.File("run"), other),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("not the one that the run of"));
        Assert.That(
            () => LanguageModelTrainer.Resume(_folder.File("run"), _corpus.Tokens[..200]),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("has 200 tokens").And.Message.Contains("with 240"));
    }

    [Test]
    public void A_model_without_its_run_cannot_be_resumed()
    {
        using var model = SmallRun.Model(_corpus);
        model.Save(_folder.File("model"));
        Assert.That(
            () => LanguageModelTrainer.Resume(_folder.File("model"), _corpus.Tokens),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("holds a model without its training"));
    }

    [Test]
    public void Without_an_engine_as_many_threads_compute_as_before()
    {
        using var engine = Engine.Cpu(3);
        using var trainer = Begin(Options(Sampling.Random, OptimizerKind.Sgd, ScheduleKind.Constant), engine: engine);
        using var resumed = Reloaded(trainer);
        Assert.That(resumed.Model.Engine.Threads, Is.EqualTo(3));
    }

    private static LanguageModelTrainingOptions Options(Sampling sampling, OptimizerKind optimizer, ScheduleKind schedule)
    {
        var options = SmallRun.Options(Epochs, sampling, optimizer);
        return options with
        {
            // A period of one epoch, and a validation loss that rises at times, so that the rate does drop.
            Schedule = new ScheduleOptions { Kind = schedule, Period = 1, Factor = 0.5 },
            Optimizer = options.Optimizer with { WeightDecay = 0.001 },
        };
    }

    private static LanguageModelTrainer Begin(
        LanguageModelTrainingOptions options, CellKind cell = CellKind.Lstm, int embed = 0, Engine? engine = null) => new(
            SmallRun.Model(_corpus, cell, layers: 2, dropout: 0.2f, engine, embed),
            _corpus.Tokens,
            options,
            new RandomSource(7, 5));

    /// <summary>Trains up to a step as Ctrl-C would stop it, and resumes from a file.</summary>
    private LanguageModelTrainer Interrupted(LanguageModelTrainer trainer, long steps)
    {
        using var source = new CancellationTokenSource();
        if (trainer.StepsDone == steps)
        {
            source.Cancel();
        }
        try
        {
            trainer.Fit(
                _corpus.Tokens[..100],
                steps: new Report<TrainingStep>(step =>
                {
                    if (step.Step == steps)
                    {
                        source.Cancel();
                    }
                }),
                cancellation: source.Token);
        }
        catch (OperationCanceledException)
        {
        }
        Assert.That(trainer.StepsDone, Is.EqualTo(steps));
        return Reloaded(trainer);
    }

    private LanguageModelTrainer Reloaded(LanguageModelTrainer trainer)
    {
        trainer.Save(_folder.File("run"));
        trainer.Dispose();
        trainer.Model.Dispose();
        return LanguageModelTrainer.Resume(_folder.File("run"), _corpus.Tokens);
    }

    /// <summary>Trains to the end.</summary>
    /// <returns>The bytes of the last checkpoint.</returns>
    private byte[] Fit(LanguageModelTrainer trainer)
    {
        trainer.Fit(_corpus.Tokens[..100]);
        var bytes = Bytes(trainer);
        trainer.Dispose();
        trainer.Model.Dispose();
        return bytes;
    }

    private byte[] Bytes(LanguageModelTrainer trainer)
    {
        trainer.Save(_folder.File("bytes"));
        return File.ReadAllBytes(_folder.File("bytes"));
    }

    private static List<Loss> Losses(LanguageModelTrainer trainer)
    {
        var losses = new List<Loss>();
        trainer.Fit(epochs: new Report<EpochResult>(epoch => losses.Add(epoch.Loss)));
        trainer.Dispose();
        return losses;
    }

    private sealed class Report<T>(Action<T> action) : IProgress<T>
    {
        void IProgress<T>.Report(T value) => action(value);
    }
}

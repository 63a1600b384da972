using NUnit.Framework;

namespace NativeRnn.Tests.Training;

internal sealed class Seq2SeqTrainerTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    private static IEnumerable<TestCaseData> Runs() =>
    [
        new TestCaseData(AttentionKind.None, CellKind.GruResetBefore, true),
        new TestCaseData(AttentionKind.General, CellKind.Lstm, false),
        new TestCaseData(AttentionKind.Additive, CellKind.GruResetAfter, true),
    ];

    [TestCaseSource(nameof(Runs))]
    public void It_learns_to_translate_every_pair(AttentionKind attention, CellKind cell, bool bucketed)
    {
        var pairs = SmallPairs.Pairs(20);
        var corpus = PairCorpus.FromPairs(pairs, new PairCorpusOptions { MinFrequency = 1 });
        using var model = SmallPairs.Model(corpus, SmallPairs.Shape(attention, cell) with { Hidden = 32, Embed = 16 });
        using var trainer = new Seq2SeqTrainer(model, corpus, SmallPairs.Training(epochs: 150) with
        {
            Batches = SmallPairs.Batches with { Bucketed = bucketed },
        });
        trainer.Fit();
        var translations = new Translator(model).Translate([.. pairs.Select(pair => pair.Source)]);
        Assert.That(translations.Select(translation => translation.Text), Is.EqualTo(pairs.Select(pair => pair.Target)));
    }

    [TestCaseSource(nameof(Runs))]
    [Category("SameBits")]
    public void A_run_interrupted_at_any_step_equals_the_uninterrupted_one(
        AttentionKind attention, CellKind cell, bool bucketed)
    {
        var options = SmallPairs.Training() with
        {
            Batches = SmallPairs.Batches with { Bucketed = bucketed },
            LabelSmoothing = 0.1f,
            Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine },
        };
        var whole = Fit(Begin(options, attention, cell));
        for (var steps = 0; steps <= 15; steps++)
        {
            Assert.That(Fit(Interrupted(Begin(options, attention, cell), steps)), Is.EqualTo(whole), $"after step {steps}");
        }
    }

    [Test]
    public void Other_pairs_or_another_kind_of_run_are_refused_at_resume()
    {
        using var trainer = Begin(SmallPairs.Training(), AttentionKind.None, CellKind.Lstm);
        trainer.Save(_folder.File("run"));
        Assert.That(
            () => Seq2SeqTrainer.Resume(_folder.File("run"), SmallPairs.Corpus(39)),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("pairs"));
        Assert.That(
            () => LanguageModelTrainer.Resume(_folder.File("run"), new[] { 1, 2, 3 }),
            Throws.TypeOf<CheckpointException>().With.Message.Contains("another kind"));
    }

    [Test]
    public void Patience_ends_a_run_that_gets_no_better()
    {
        var corpus = SmallPairs.Corpus();
        using var model = SmallPairs.Model(corpus, SmallPairs.Shape(AttentionKind.None));
        var options = SmallPairs.Training(epochs: 400) with { Patience = 3 };
        using var trainer = new Seq2SeqTrainer(model, corpus, options);
        var validation = new Seq2SeqValidation // of words in another order: what is learnt is wrong here in the end
        {
            Pairs = PairCorpus.FromPairs(
                SmallPairs.Pairs(40, seed: 9).Select(pair => new SentencePair(pair.Source, string.Join(' ', pair.Target.Split(' ').Reverse()))),
                corpus.SourceCodec,
                corpus.TargetCodec),
        };
        var results = new List<EpochResult>();
        trainer.Fit(validation, new Collect(results));
        Assert.That(trainer.HasStoppedEarly, Is.True);
        Assert.That(trainer.EpochsDone, Is.EqualTo(trainer.BestValidation!.Epoch + 3).And.LessThan(400));
        Assert.That(results.MinBy(result => result.Validation!.Value.Mean)!.Epoch, Is.EqualTo(trainer.BestValidation.Epoch));
    }

    [Test]
    public void The_best_by_bleu_is_the_epoch_with_the_highest_bleu()
    {
        var pairs = SmallPairs.Pairs(20);
        var corpus = PairCorpus.FromPairs(pairs, new PairCorpusOptions { MinFrequency = 1 });
        using var model = SmallPairs.Model(corpus, SmallPairs.Shape(AttentionKind.Dot));
        using var trainer = new Seq2SeqTrainer(model, corpus, SmallPairs.Training(epochs: 30) with { BestBy = BestBy.Bleu });
        var results = new List<EpochResult>();
        trainer.Fit(new Seq2SeqValidation { Pairs = corpus, Sentences = pairs }, new Collect(results));
        var best = results.MaxBy(result => result.ValidationBleu)!; // the first of equals
        Assert.That(best.ValidationBleu, Is.GreaterThan(0));
        Assert.That(trainer.BestValidation!.Epoch, Is.EqualTo(best.Epoch));
        Assert.That(trainer.BestValidation.Bleu, Is.EqualTo(best.ValidationBleu));
    }

    [TestCase(AttentionKind.None)]
    [TestCase(AttentionKind.General)]
    [TestCase(AttentionKind.Additive)]
    public void Training_steps_allocate_nothing(AttentionKind attention)
    {
        using var engine = Engine.Open(EngineChoice.Default);
        var corpus = SmallPairs.Corpus();
        using var model = SmallPairs.Model(
            corpus,
            SmallPairs.Shape(attention, bothWays: attention != AttentionKind.None) with { Dropout = 0.1f, EmbedDropout = 0.1f },
            engine);
        using var trainer = new Seq2SeqTrainer(model, corpus, SmallPairs.Training(epochs: 1000) with
        {
            Batches = SmallPairs.Batches with { Shuffle = false }, // the same shapes each epoch
        });
        Repeat(200, () => trainer.Step());
        var before = engine.ReadCounters();
        var managed = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 100; step++)
        {
            trainer.Step();
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - managed;
        var after = engine.ReadCounters();
        Assert.That(allocated, Is.Zero, "managed bytes");
        Assert.That(after.Allocations, Is.EqualTo(before.Allocations), "native allocations");
        Assert.That(after.LiveBytes, Is.EqualTo(before.LiveBytes), "live native bytes");
        Assert.That(after.PrimitivesCreated, Is.EqualTo(before.PrimitivesCreated), "primitives");
    }

    private static Seq2SeqTrainer Begin(Seq2SeqTrainingOptions options, AttentionKind attention, CellKind cell)
    {
        var corpus = SmallPairs.Corpus();
        var shape = SmallPairs.Shape(attention, cell, bothWays: attention == AttentionKind.Additive) with { Dropout = 0.2f };
        return new Seq2SeqTrainer(SmallPairs.Model(corpus, shape), corpus, options, new RandomSource(7));
    }

    private Seq2SeqTrainer Interrupted(Seq2SeqTrainer trainer, int steps)
    {
        using (trainer)
        {
            while (trainer.StepsDone < steps)
            {
                trainer.Step();
            }
            trainer.Save(_folder.File("run"));
        }
        return Seq2SeqTrainer.Resume(_folder.File("run"), SmallPairs.Corpus(), engine: Engine.Default);
    }

    private byte[] Fit(Seq2SeqTrainer trainer)
    {
        using (trainer)
        {
            trainer.Fit();
            trainer.Save(_folder.File("end"));
        }
        return File.ReadAllBytes(_folder.File("end"));
    }

    private static void Repeat(int count, Action action)
    {
        for (var i = 0; i < count; i++)
        {
            action();
        }
    }

    private sealed class Collect(List<EpochResult> results) : IProgress<EpochResult>
    {
        public void Report(EpochResult value) => results.Add(value);
    }
}

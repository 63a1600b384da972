using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests;

/// <summary>What a GPU engine gives is what the CPU gives; run where the environment names a GPU.</summary>
[Category("Numerics")]
internal sealed class GpuEngineTests
{
    private const double SameAsCpu = 1e-5;
    private const int Steps = 6;

    private static readonly Corpus _corpus = SmallRun.Corpus();

    private Engine _gpu = null!;
    private Engine _cpu = null!;
    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void Open()
    {
        if (EngineChoice.Default.Kind != EngineKind.Gpu)
        {
            Assert.Ignore($"No GPU engine is asked for: set {EngineChoice.Variable}=gpu.");
        }

        _gpu = Engine.Open(EngineChoice.Default);
        _cpu = Engine.Cpu();
        _folder = new TemporaryFolder();
    }

    [OneTimeTearDown]
    public void Close()
    {
        _gpu?.Dispose();
        _cpu?.Dispose();
        _folder?.Dispose();
    }

    [Test]
    public void A_language_model_trains_and_generates_as_on_the_CPU([Values] CellKind cell)
    {
        using var there = SmallRun.Model(_corpus, cell, layers: 2, dropout: 0.2f, _gpu, embed: 9);
        using var here = SmallRun.Model(_corpus, cell, layers: 2, dropout: 0.2f, _cpu, embed: 9);
        var options = SmallRun.Options(optimizer: OptimizerKind.Sgd);
        using var far = new LanguageModelTrainer(there, _corpus.Tokens, options, new RandomSource(1));
        using var near = new LanguageModelTrainer(here, _corpus.Tokens, options, new RandomSource(1));
        Assert.That(Losses(far), Is.EqualTo(Losses(near)).Within(SameAsCpu));
        Assert.That(SmallRun.Parameters(there), Is.EqualTo(SmallRun.Parameters(here)).Within(SameAsCpu));
        var greedy = new GenerationOptions { Temperature = 0, Length = 30 };
        Assert.That(there.Generate("the lamp", greedy), Is.EqualTo(here.Generate("the lamp", greedy)));
    }

    [Test]
    public void A_run_saved_on_the_GPU_goes_on_there_and_on_the_CPU_alike()
    {
        var file = _folder.File("run");
        using (var model = SmallRun.Model(_corpus, engine: _gpu))
        using (var trainer = new LanguageModelTrainer(model, _corpus.Tokens, SmallRun.Options(), new RandomSource(2)))
        {
            Losses(trainer);
            trainer.Save(file);
        }

        using var far = LanguageModelTrainer.Resume(file, _corpus.Tokens, engine: _gpu);
        using var near = LanguageModelTrainer.Resume(file, _corpus.Tokens, engine: _cpu);
        Assert.That(far.Model.Parameters.Engine.Kind, Is.EqualTo(EngineKind.Gpu));
        Assert.That(SmallRun.Parameters(near.Model), Is.EqualTo(SmallRun.Parameters(far.Model)));
        Assert.That(Losses(far), Is.EqualTo(Losses(near)).Within(SameAsCpu));
    }

    [TestCase(AttentionKind.None, CellKind.GruResetBefore, true)]
    [TestCase(AttentionKind.General, CellKind.Lstm, false)]
    [TestCase(AttentionKind.Additive, CellKind.GruResetAfter, true)]
    public void A_translator_trains_and_translates_as_on_the_CPU(AttentionKind attention, CellKind cell, bool bothWays)
    {
        var corpus = SmallPairs.Corpus();
        var shape = SmallPairs.Shape(attention, cell, bothWays);
        using var there = SmallPairs.Model(corpus, shape, _gpu);
        using var here = SmallPairs.Model(corpus, shape, _cpu);
        var options = SmallPairs.Training() with { Optimizer = new OptimizerOptions { LearningRate = 0.5 } };
        using var far = new Seq2SeqTrainer(there, corpus, options, new RandomSource(1));
        using var near = new Seq2SeqTrainer(here, corpus, options, new RandomSource(1));
        Assert.That(Losses(far), Is.EqualTo(Losses(near)).Within(SameAsCpu));
        string[] sources = [.. SmallPairs.Pairs(5).Select(pair => pair.Source)];
        var beam = new DecodingOptions { Beam = 3 };
        var theirs = new Translator(there).Translate(sources, beam);
        var ours = new Translator(here).Translate(sources, beam);
        Assert.That(theirs.Select(one => one.Text), Is.EqualTo(ours.Select(one => one.Text)));
        Assert.That(theirs.Select(one => one.Candidates[0].Hypothesis.Score), Is.EqualTo(ours.Select(one => one.Candidates[0].Hypothesis.Score)).Within(SameAsCpu));
    }

    [Test]
    public void Several_threads_generate_with_one_model_what_one_thread_does()
    {
        using var model = SmallRun.Model(_corpus, CellKind.GruResetAfter, engine: _gpu);
        var options = new GenerationOptions { Temperature = 1, Length = 20, Seed = 4 };
        var alone = model.Generate("the ", options);
        var texts = new string[4];
        Parallel.For(0, texts.Length, i => texts[i] = model.Generate("the ", options));
        Assert.That(texts, Is.All.EqualTo(alone));
    }

    [Test]
    public void Other_precisions_are_refused_by_name()
    {
        Assert.That(_gpu.SupportOf(Precision.F32), Is.EqualTo(PrecisionSupport.Native));
        using var model = SmallRun.Model(_corpus, engine: _gpu);
        using var trainer = new LanguageModelTrainer(
            model, _corpus.Tokens, SmallRun.Options() with { Precision = Precision.BF16 });
        Assert.That(
            trainer.Step,
            Throws.TypeOf<NativeRnnException>().With.Property("Code").EqualTo(NativeErrorCode.Unsupported)
                .And.Message.Contains("bf16 is not available").And.Message.Contains("on a GPU engine; use f32"));
    }

    private static double[] Losses(LanguageModelTrainer trainer) =>
        [.. Enumerable.Range(0, Steps).Select(_ => (double)trainer.Step().Loss)];

    private static double[] Losses(Seq2SeqTrainer trainer) =>
        [.. Enumerable.Range(0, Steps).Select(_ => (double)trainer.Step().Loss)];
}

using NativeRnn.Tests.Tensors;
using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Models;

/// <summary>Models whose stacks of layers are more than plain ones: computed, trained, saved and resumed.</summary>
internal sealed class StackModelTests
{
    private const ulong Seed = 11;

    private static readonly Corpus _corpus = SmallRun.Corpus(repetitions: 3);

    /// <summary>All options that go together, in the ways in which they do.</summary>
    private static IEnumerable<LanguageModelOptions> Everything() =>
    [
        new LanguageModelOptions
        {
            Cell = CellKind.Lstm,
            Hidden = 10,
            Layers = 3,
            Embed = 6,
            Dropout = 0.2f,
            InputDropout = 0.1f,
            OutputDropout = 0.2f,
            RecurrentDropout = 0.3f,
            DropoutKind = DropoutKind.Locked,
            IsResidual = true,
            HasLayerNorm = true,
            LearnsState = true,
        },
        new LanguageModelOptions
        {
            Cell = CellKind.GruResetAfter,
            Hidden = 8,
            Layers = 2,
            HiddenSizes = [12, 8],
            Dropout = 0.2f,
            InputDropout = 0.1f,
            OutputDropout = 0.2f,
            RecurrentDropout = 0.3f,
            HasLayerNorm = true,
            LearnsState = true,
            Bias = Bias.Pair,
        },
        new LanguageModelOptions
        {
            Cell = CellKind.Lstm,
            Hidden = 9,
            Layers = 2,
            HiddenSizes = [12, 9],
            Projection = 7,
            HasPeepholes = true,
            RecurrentDropout = 0.1f,
            IsResidual = true,
            LearnsState = true,
        },
    ];

    private static IEnumerable<Seq2SeqOptions> Translators() =>
    [
        .. from attention in new[] { AttentionKind.None, AttentionKind.General, AttentionKind.Additive }
           from kind in Enum.GetValues<DropoutKind>()
           select SmallPairs.Shape(attention, CellKind.Lstm, bothWays: true) with
           {
               Dropout = 0.2f,
               EmbedDropout = 0.1f,
               RecurrentDropout = 0.3f,
               DropoutKind = kind,
               HasPeepholes = kind == DropoutKind.Locked,
               IsResidual = true,
               HasLayerNorm = true,
               Merge = BidirectionalMerge.Sum,
           },
    ];

    [TestCaseSource(nameof(Everything))]
    public void A_language_models_gradients_agree_with_differences(LanguageModelOptions options)
    {
        using var model = Model(options);
        using var tape = new Tape(model.Engine);
        using var state = model.CreateState(2);
        var ids = _corpus.Tokens[..12];
        var targets = _corpus.Tokens[1..13];
        Loss(model.Parameters.Values.ToArray());
        tape.Backward();
        DifferenceCheck.Expect(
            model.Parameters.Values.ToArray(), model.Parameters.Gradients.ToArray(), point => Loss(point).Mean, "parameters");

        Loss Loss(float[] point)
        {
            model.Parameters.Values.CopyFrom(point);
            model.Parameters.MarkChanged();
            tape.Reset();
            var logits = model.Forward(tape, ids, 6, 2, state, new RandomSource(Seed));
            return CrossEntropy.Forward(tape, logits, targets.Span);
        }
    }

    [TestCaseSource(nameof(Translators))]
    public void A_translators_gradients_agree_with_differences(Seq2SeqOptions options)
    {
        var corpus = SmallPairs.Corpus();
        using var model = SmallPairs.Model(corpus, options);
        using var tape = new Tape(model.Engine);
        using var sampler = new PairBatchSampler(corpus, SmallPairs.Batches);
        sampler.BeginEpoch(new RandomSource(1));
        var batch = new PairBatch();
        Assert.That(sampler.TryNext(batch));
        Loss(model.Parameters.Values.ToArray());
        tape.Backward();
        DifferenceCheck.Expect(
            model.Parameters.Values.ToArray(), model.Parameters.Gradients.ToArray(), point => Loss(point).Mean, "parameters");

        Loss Loss(float[] point)
        {
            model.Parameters.Values.CopyFrom(point);
            model.Parameters.MarkChanged();
            tape.Reset();
            var logits = model.Network.Forward(tape, batch, new RandomSource(Seed));
            return CrossEntropy.Forward(tape, logits, batch.Targets.Span, Vocabulary.PaddingIndex);
        }
    }

    [Test]
    public void Inputs_and_outputs_are_dropped_in_training_alone()
    {
        var plain = new LanguageModelOptions { Cell = CellKind.Lstm, Hidden = 8, Embed = 6 };
        float[] expected = Logits(plain, isTraining: true);
        LanguageModelOptions[] dropping =
        [
            plain with { InputDropout = 0.5f },
            plain with { OutputDropout = 0.5f },
            plain with { InputDropout = 0.5f, DropoutKind = DropoutKind.Locked },
            plain with { RecurrentDropout = 0.5f },
        ];
        Assert.That(dropping.Select(options => Logits(options, isTraining: false)), Is.All.EqualTo(Logits(plain, isTraining: false)));
        Assert.That(dropping.Select(options => Logits(options, isTraining: true)), Is.All.Not.EqualTo(expected));
        Assert.That(dropping.Select(options => string.Join(' ', Logits(options, isTraining: true))).Distinct().Count(), Is.EqualTo(4));
    }

    [Test]
    public void With_one_hot_input_whole_tokens_are_dropped()
    {
        const float Rate = 0.5f;
        using var model = Model(new() { Cell = CellKind.RnnTanh, Hidden = 8, InputDropout = Rate });
        using var tape = new Tape(model.Engine);
        var classes = model.Vocabulary.Count;
        var rows = OneHot.Forward(tape, _corpus.Tokens.Span[..40], 20, 2, classes);
        var dropped = Dropout.Forward(tape, rows, Rate, new RandomSource(Seed)).Value.ToArray().Chunk(classes);
        Assert.That(dropped.Select(row => row.Sum()).Distinct().Order(), Is.EqualTo(new[] { 0f, 1 / (1 - Rate) }));
    }

    [TestCaseSource(nameof(Everything))]
    public void A_saved_model_loads_with_its_options_and_computes_the_same(LanguageModelOptions options)
    {
        using var folder = new TemporaryFolder();
        using var model = Model(options);
        model.Save(folder.File("model"));
        using var loaded = LanguageModel.Load(folder.File("model"));
        var info = CheckpointInfo.Read(folder.File("model"));
        Assert.That((loaded.Options, info.LanguageModel, info.FormatVersion), Is.EqualTo((options, options, 2)));
        Assert.That(
            LanguageModelEvaluator.Evaluate(loaded, _corpus.Tokens), Is.EqualTo(LanguageModelEvaluator.Evaluate(model, _corpus.Tokens)));
    }

    [TestCaseSource(nameof(Translators))]
    public void A_saved_translator_loads_with_its_options_and_translates_the_same(Seq2SeqOptions options)
    {
        using var folder = new TemporaryFolder();
        using var model = SmallPairs.Model(SmallPairs.Corpus(), options);
        model.Save(folder.File("model"));
        using var loaded = Seq2SeqModel.Load(folder.File("model"));
        Assert.That((loaded.Options, CheckpointInfo.Read(folder.File("model")).FormatVersion), Is.EqualTo((options, 2)));
        Assert.That(loaded.Translate("a c b"), Is.EqualTo(model.Translate("a c b")));
    }

    [TestCaseSource(nameof(Everything))]
    public void A_run_interrupted_at_any_step_equals_the_uninterrupted_one(LanguageModelOptions options)
    {
        using var folder = new TemporaryFolder();
        foreach (var sampling in Enum.GetValues<Sampling>())
        {
            var whole = Parameters(Begin(options, sampling), steps: 9);
            for (var at = 1; at < 9; at += 2)
            {
                using var first = Begin(options, sampling);
                Run(first, at);
                first.Save(folder.File("run"));
                Assert.That(
                    Parameters(LanguageModelTrainer.Resume(folder.File("run"), _corpus.Tokens), 9), Is.EqualTo(whole), $"{sampling}, {at}");
            }
        }
    }

    [TestCaseSource(nameof(Everything))]
    public void A_run_through_segments_resumes_too(LanguageModelOptions options)
    {
        using var folder = new TemporaryFolder();
        var training = Segmented(steps: 4, new BackpropagationOptions { Truncation = Truncation.Random, MeanSegments = 2 });
        var whole = Parameters(Begin(), steps: 9);
        for (var at = 1; at < 9; at += 2)
        {
            using var first = Begin();
            Run(first, at);
            first.Save(folder.File("run"));
            Assert.That(Parameters(LanguageModelTrainer.Resume(folder.File("run"), _corpus.Tokens), 9), Is.EqualTo(whole), $"{at}");
        }

        LanguageModelTrainer Begin() => new(Model(options), _corpus.Tokens, training, new RandomSource(7, 5));
    }

    [Test]
    public void Segments_begin_with_learnt_states_as_one_long_window_does([Values(0, 4)] int projection)
    {
        var options = new LanguageModelOptions
        {
            Cell = CellKind.Lstm,
            Hidden = 10,
            Layers = 2,
            IsResidual = true,
            HasLayerNorm = true,
            LearnsState = true,
            Projection = projection,
        };
        using var segmented = Begin(Segmented(steps: 6, new BackpropagationOptions { Truncation = Truncation.Full, Segments = 3 }));
        using var whole = Begin(Segmented(steps: 18, new BackpropagationOptions()));
        for (var step = 0; step < 3; step++)
        {
            var (actual, expected) = (segmented.Step(), whole.Step());
            Assert.That(actual.Loss, Is.EqualTo(expected.Loss).Within(1e-5), $"step {step}");
            Assert.That(actual.GradientNorm, Is.EqualTo(expected.GradientNorm).Within(1e-5), $"step {step}");
        }
        Assert.That(SmallRun.Parameters(segmented.Model), Is.EqualTo(SmallRun.Parameters(whole.Model)).Within(1e-5f));

        LanguageModelTrainer Begin(LanguageModelTrainingOptions training)
        {
            var model = Model(options);
            var state = model.Parameters["rnn.state_l1"];
            state.SetValue(DifferenceCheck.Numbers(state.Shape.Count, 5));
            return new LanguageModelTrainer(model, _corpus.Tokens, training);
        }
    }

    [TestCaseSource(nameof(Everything))]
    public void It_learns(LanguageModelOptions options)
    {
        using var trainer = Begin(options with { Hidden = 32, HiddenSizes = default }, Sampling.Sequential);
        var before = LanguageModelEvaluator.Evaluate(trainer.Model, _corpus.Tokens).Mean;
        Run(trainer, 300);
        Assert.That(LanguageModelEvaluator.Evaluate(trainer.Model, _corpus.Tokens).Mean, Is.LessThan(0.4 * before));
        Assert.That(trainer.Model.Parameters["rnn.state_l0"].Value.ToArray(), Has.Some.Not.Zero);
    }

    [TestCaseSource(nameof(Everything))]
    public void Training_steps_allocate_nothing(LanguageModelOptions options)
    {
        using var engine = Engine.Open(EngineChoice.Default);
        using var model = Model(options, engine);
        using var trainer = new LanguageModelTrainer(model, _corpus.Tokens, SmallRun.Options(epochs: 10000));
        Run(trainer, 100);
        var before = engine.ReadCounters();
        var managed = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 100; step++)
        {
            trainer.Step();
        }
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - managed, Is.Zero, "managed bytes");
        var after = engine.ReadCounters();
        Assert.That((after.Allocations, after.LiveBytes), Is.EqualTo((before.Allocations, before.LiveBytes)));
        Assert.That(after.PrimitivesCreated, Is.EqualTo(before.PrimitivesCreated));
    }

    private static LanguageModel Model(LanguageModelOptions options, Engine? engine = null)
    {
        LstmParts.RequireFor(options);
        return new LanguageModel(options, _corpus.Codec, new RandomSource(3), engine: engine);
    }

    private static LanguageModelTrainingOptions Segmented(int steps, BackpropagationOptions backpropagation) =>
        SmallRun.Options(epochs: 1000, optimizer: OptimizerKind.Sgd) with
        {
            Windows = new WindowOptions { Batch = 4, Steps = steps, Sampling = Sampling.Sequential, Offset = 0 },
            Backpropagation = backpropagation,
        };

    private static float[] Logits(LanguageModelOptions options, bool isTraining)
    {
        using var model = Model(options);
        using var tape = new Tape(model.Engine, isTraining);
        using var state = model.CreateState(2);
        return model.Forward(tape, _corpus.Tokens[..12], 6, 2, state, new RandomSource(Seed)).Value.ToArray();
    }

    private static LanguageModelTrainer Begin(LanguageModelOptions options, Sampling sampling) => new(
        Model(options), _corpus.Tokens, SmallRun.Options(epochs: 1000, sampling), new RandomSource(7, 5));

    private static void Run(LanguageModelTrainer trainer, long steps)
    {
        while (trainer.StepsDone < steps)
        {
            trainer.Step();
        }
    }

    private static float[] Parameters(LanguageModelTrainer trainer, long steps)
    {
        Run(trainer, steps);
        var parameters = SmallRun.Parameters(trainer.Model);
        trainer.Dispose();
        trainer.Model.Dispose();
        return parameters;
    }
}

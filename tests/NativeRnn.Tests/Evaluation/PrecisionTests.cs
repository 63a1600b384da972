using NUnit.Framework;

namespace NativeRnn.Tests.Evaluation;

/// <summary>What a precision costs a trained model.</summary>
[Category("Numerics")]
internal sealed class PrecisionTests
{
    private const double Bf16Bound = 0.005; // of the perplexity
    private const double Int8Bound = 0.02;

    private static readonly InferenceOptions _bf16 = new() { Precision = Precision.BF16 };

    [TestCase(CellKind.Lstm)]
    [TestCase(CellKind.GruResetBefore)]
    [TestCase(CellKind.GruResetAfter)]
    public void Perplexity_in_bf16_is_within_half_a_percent(CellKind cell)
    {
        RequireSupport(Precision.BF16);
        var run = TrainedModel.Of(cell);
        var exact = LanguageModelEvaluator.Evaluate(run.Model, run.Held);
        var rounded = LanguageModelEvaluator.Evaluate(run.Model, run.Held, inference: _bf16);
        Assert.That(exact.Perplexity, Is.LessThan(12), "the model has learnt");
        Assert.That(rounded.Total, Is.Not.EqualTo(exact.Total), "it is not bf16 at all");
        Assert.That(rounded.Perplexity, Is.EqualTo(exact.Perplexity).Within(Bf16Bound * exact.Perplexity));
    }

    [TestCase(CellKind.Lstm)]
    [TestCase(CellKind.GruResetBefore)]
    public void Perplexity_in_int8_is_within_two_percent(CellKind cell)
    {
        RequireSupport(Precision.Int8);
        var run = TrainedModel.Of(cell);
        var exact = LanguageModelEvaluator.Evaluate(run.Model, run.Held);
        var rounded = LanguageModelEvaluator.Evaluate(run.Model, run.Held, inference: Int8(run));
        Assert.That(rounded.Total, Is.Not.EqualTo(exact.Total), "it is not int8 at all");
        Assert.That(rounded.Perplexity, Is.EqualTo(exact.Perplexity).Within(Int8Bound * exact.Perplexity));
    }

    [Test]
    public void Int8_refuses_the_other_cells_by_name()
    {
        RequireSupport(Precision.Int8);
        var run = TrainedModel.Of(CellKind.GruResetAfter);
        Assert.That(
            () => LanguageModelEvaluator.Evaluate(run.Model, run.Held, inference: Int8(run)),
            Throws.TypeOf<NativeRnnException>().With.Message.Contains("int8 is not available for the reset-after GRU"));
    }

    [Test]
    public void Int8_needs_the_calibration_of_the_same_model()
    {
        RequireSupport(Precision.Int8);
        var (run, other) = (TrainedModel.Of(CellKind.Lstm), TrainedModel.Of(CellKind.GruResetBefore));
        Assert.That(
            () => new TextGenerator(run.Model, new InferenceOptions { Precision = Precision.Int8 }),
            Throws.ArgumentException.With.Message.Contains("calibrate"));
        Assert.That(
            () => LanguageModelEvaluator.Evaluate(run.Model, run.Held, inference: Int8(other)),
            Throws.InvalidOperationException.With.Message.Contains("calibrate the very model"));
    }

    [Test]
    public void Tokens_in_int8_allocate_nothing_once_warm()
    {
        RequireSupport(Precision.Int8);
        var run = TrainedModel.Of(CellKind.Lstm);
        using var generator = new TextGenerator(run.Model, Int8(run));
        var (options, random) = (new GenerationOptions { TopK = 5 }, new RandomSource(1));
        generator.Feed(run.Held[..1]);
        Draw(100);
        var before = run.Model.Engine.ReadCounters();
        var managed = GC.GetAllocatedBytesForCurrentThread();
        Draw(300);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - managed, Is.Zero, "managed bytes");
        Assert.That(run.Model.Engine.ReadCounters().Allocations, Is.EqualTo(before.Allocations), "native allocations");

        void Draw(int count)
        {
            for (var i = 0; i < count; i++)
            {
                generator.Next(options, random);
            }
        }
    }

    [Test]
    public void A_translator_runs_in_every_precision([Values] Precision precision)
    {
        RequireSupport(precision);
        var pairs = Training.SmallPairs.Corpus();
        var shape = Training.SmallPairs.Shape(AttentionKind.General, CellKind.Lstm, bothWays: true);
        using var model = Training.SmallPairs.Model(pairs, shape);
        using (var trainer = new Seq2SeqTrainer(model, pairs, Training.SmallPairs.Training(epochs: 100)))
        {
            trainer.Fit();
        }
        var inference = new InferenceOptions { Precision = precision, Quantization = Quantization.Calibrate(model, pairs) };
        var exact = Seq2SeqEvaluator.Evaluate(model, pairs);
        var rounded = Seq2SeqEvaluator.Evaluate(model, pairs, inference: inference);
        Assert.That(rounded.Perplexity, Is.EqualTo(exact.Perplexity).Within(Int8Bound * exact.Perplexity));
        using var translator = new Translator(model, inference);
        var sources = Training.SmallPairs.Pairs().Select(pair => pair.Source).ToArray();
        var expected = new Translator(model).Translate(sources).Select(one => one.Text).ToArray();
        var same = translator.Translate(sources).Where((one, i) => one.Text == expected[i]).Count();
        Assert.That(same, Is.GreaterThanOrEqualTo(sources.Length * 9 / 10));
    }

    [Test]
    public void Text_is_generated_in_bf16()
    {
        RequireSupport(Precision.BF16);
        var run = TrainedModel.Of(CellKind.Lstm);
        using var generator = new TextGenerator(run.Model, _bf16);
        var options = new GenerationOptions { Length = 40, Temperature = 0 };
        var text = string.Concat(generator.Stream("the ", options));
        Assert.That(text, Has.Length.EqualTo(40).And.Contain(" "));
        Assert.That(string.Concat(generator.Stream("the ", options)), Is.EqualTo(text));
    }

    [Test]
    public void Where_the_processor_lacks_bf16_the_refusal_names_cell_and_processor()
    {
        if (Engine.Default.Kind != EngineKind.Cpu || Engine.Default.SupportOf(Precision.BF16) != PrecisionSupport.None)
        {
            Assert.Ignore($"bf16 works on {NativeLibraryInfo.InstructionSet}: this test checks nothing.");
        }
        var run = TrainedModel.Of(CellKind.Lstm);
        Assert.That(
            () => LanguageModelEvaluator.Evaluate(run.Model, run.Held, inference: _bf16),
            Throws.TypeOf<NativeRnnException>().With.Message.Contains("bf16").And.Message.Contains("LSTM")
                .And.Message.Contains(NativeLibraryInfo.InstructionSet));
    }

    [Test]
    public void Float32_is_at_home_everywhere()
    {
        Assert.That(Engine.Default.SupportOf(Precision.F32), Is.EqualTo(PrecisionSupport.Native));
    }

    private static InferenceOptions Int8(TrainedModel run) => new()
    {
        Precision = Precision.Int8,
        Quantization = Quantization.Calibrate(run.Model, run.Read[..Quantization.DefaultTokens]),
    };

    private static void RequireSupport(Precision precision)
    {
        if (Engine.Default.SupportOf(precision) == PrecisionSupport.None)
        {
            Assert.Ignore($"No {precision} on {NativeLibraryInfo.InstructionSet}: this test checks nothing.");
        }
    }
}

using NUnit.Framework;

namespace NativeRnn.Tests.Evaluation;

/// <summary>What a precision costs a trained model.</summary>
internal sealed class PrecisionTests
{
    private const double Bf16Bound = 0.005; // of the perplexity

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
        if (Engine.Default.SupportOf(Precision.BF16) != PrecisionSupport.None)
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

    private static void RequireSupport(Precision precision)
    {
        if (Engine.Default.SupportOf(precision) == PrecisionSupport.None)
        {
            Assert.Ignore($"No {precision} on {NativeLibraryInfo.InstructionSet}: this test checks nothing.");
        }
    }
}

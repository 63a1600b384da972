using NUnit.Framework;

namespace NativeRnn.Tests;

internal sealed class EngineChoiceTests
{
    [TestCase("cpu", EngineKind.Cpu, 0)]
    [TestCase("gpu", EngineKind.Gpu, 0)]
    [TestCase("gpu:0", EngineKind.Gpu, 0)]
    [TestCase("gpu:12", EngineKind.Gpu, 12)]
    public void A_name_is_a_kind_and_a_number(string text, EngineKind kind, int index)
    {
        Assert.That(EngineChoice.TryParse(text, out var choice), Is.True);
        Assert.That(choice, Is.EqualTo(new EngineChoice(kind, index)));
        Assert.That(EngineChoice.TryParse(choice.ToString(), out var again) && again == choice, Is.True);
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("GPU")]
    [TestCase("cpu:0")]
    [TestCase("gpu:")]
    [TestCase("gpu:-1")]
    [TestCase("gpu: 1")]
    [TestCase("gpu:99999999999")]
    public void Anything_else_is_none(string? text) => Assert.That(EngineChoice.TryParse(text, out _), Is.False);

    [Test]
    public void A_GPU_that_is_not_there_is_refused_with_what_is()
    {
        var absent = Engine.Count(EngineKind.Gpu);
        Assert.That(
            () => Engine.Open(new EngineChoice(EngineKind.Gpu, absent)),
            Throws.TypeOf<NativeRnnException>().With.Property("Code").EqualTo(NativeErrorCode.NoEngine)
                .And.Message.Contains($"there is no GPU engine {absent}; this build and machine offer 1 CPU and {absent} GPU"));
    }

    [Test]
    public void An_engine_is_what_was_chosen()
    {
        using var engine = Engine.Open(EngineChoice.Default, threads: 1);
        Assert.That(new EngineChoice(engine.Kind, engine.Index), Is.EqualTo(EngineChoice.Default));
        Assert.That(engine.Threads, Is.EqualTo(1));
    }
}

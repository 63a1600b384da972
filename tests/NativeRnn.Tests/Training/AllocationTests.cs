using NUnit.Framework;

namespace NativeRnn.Tests.Training;

/// <summary>After warm-up a step allocates nothing: no managed memory, no native memory of our own.</summary>
internal sealed class AllocationTests
{
    // Of a layer in a training step: both of its weight matrices, in the layouts of both passes.
    private const int MostPacks = 4;

    private static IEnumerable<TestCaseData> Models() =>
    [
        new TestCaseData(CellKind.RnnTanh, 1, 0f, 0, Sampling.Random, OptimizerKind.Sgd),
        new TestCaseData(CellKind.GruResetBefore, 2, 0f, 0, Sampling.Sequential, OptimizerKind.Momentum),
        new TestCaseData(CellKind.GruResetAfter, 1, 0f, 8, Sampling.Sequential, OptimizerKind.AdamW),
        new TestCaseData(CellKind.Lstm, 2, 0.2f, 8, Sampling.Sequential, OptimizerKind.Adam),
    ];

    [TestCaseSource(nameof(Models))]
    public void Training_steps_allocate_nothing(
        CellKind cell, int layers, float dropout, int embed, Sampling sampling, OptimizerKind optimizer)
    {
        using var engine = Engine.Cpu();
        var corpus = SmallRun.Corpus();
        using var model = SmallRun.Model(corpus, cell, layers, dropout, engine, embed);
        using var trainer = new LanguageModelTrainer(
            model, corpus.Tokens, SmallRun.Options(epochs: 1000, sampling, optimizer));
        Repeat(100, () => trainer.Step());
        var before = engine.ReadCounters();
        var managed = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 200; step++)
        {
            trainer.Step();
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - managed;
        var after = engine.ReadCounters();
        Assert.That(allocated, Is.Zero, "managed bytes");
        Assert.That(after.Allocations, Is.EqualTo(before.Allocations), "native allocations");
        Assert.That(after.LiveBytes, Is.EqualTo(before.LiveBytes), "live native bytes");
        Assert.That(after.PrimitivesCreated, Is.EqualTo(before.PrimitivesCreated), "primitives");
        var packs = after.WeightPacks - before.WeightPacks;
        Assert.That(packs, Is.InRange(200, 200 * layers * MostPacks).And.Matches<long>(count => count % 200 == 0), "packings");
    }

    [TestCase(AttentionKind.Dot)]
    [TestCase(AttentionKind.General)]
    [TestCase(AttentionKind.Additive)]
    public void Steps_through_attention_allocate_nothing(AttentionKind kind)
    {
        using var engine = Engine.Cpu();
        using var tape = new Tape(engine);
        using var model = new AttendingModel(engine, kind);
        Repeat(20, () => model.Step(tape));
        var before = engine.ReadCounters();
        var managed = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 50; step++)
        {
            model.Step(tape);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - managed;
        var after = engine.ReadCounters();
        Assert.That(allocated, Is.Zero, "managed bytes");
        Assert.That(after.Allocations, Is.EqualTo(before.Allocations), "native allocations");
        Assert.That(after.PrimitivesCreated, Is.EqualTo(before.PrimitivesCreated), "primitives");
    }

    [Test]
    public void Generated_tokens_allocate_create_and_pack_nothing(
        [Values] CellKind cell, [Values(0, 8)] int embed, [Values(Precision.F32, Precision.BF16)] Precision precision)
    {
        if (Engine.Default.SupportOf(precision) == PrecisionSupport.None)
        {
            Assert.Ignore($"No {precision} on {NativeLibraryInfo.InstructionSet}: this test checks nothing.");
        }
        using var engine = Engine.Cpu();
        using var model = SmallRun.Model(SmallRun.Corpus(), cell, layers: 2, engine: engine, embed: embed);
        using var generator = new TextGenerator(model, new InferenceOptions { Precision = precision });
        var options = new GenerationOptions { TopK = 5 };
        var random = new RandomSource(1);
        generator.Feed(new[] { 1 });
        Repeat(100, () => generator.Next(options, random));
        var before = engine.ReadCounters();
        var managed = GC.GetAllocatedBytesForCurrentThread();
        for (var token = 0; token < 500; token++)
        {
            generator.Next(options, random);
        }
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - managed, Is.Zero, "managed bytes");
        var after = engine.ReadCounters();
        Assert.That(after.Allocations, Is.EqualTo(before.Allocations), "native allocations");
        Assert.That(after.LiveBytes, Is.EqualTo(before.LiveBytes), "live native bytes");
        Assert.That(after.PrimitivesCreated, Is.EqualTo(before.PrimitivesCreated), "primitives");
        Assert.That(after.WeightPacks, Is.EqualTo(before.WeightPacks), "packings");
    }

    private static void Repeat(int count, Action action)
    {
        for (var i = 0; i < count; i++)
        {
            action();
        }
    }
}

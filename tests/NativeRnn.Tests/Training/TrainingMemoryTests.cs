using NUnit.Framework;

namespace NativeRnn.Tests.Training;

/// <summary>
/// What training takes, by the library's own counters, beside what it cannot do without: parameters, gradients,
/// optimizer state (none here) and what a recurrent layer keeps between its passes.
/// </summary>
internal sealed class TrainingMemoryTests
{
    private const int Words = 10_000;
    private const int Hidden = 650;
    private const int Layers = 2;
    private const int Batch = 20;
    private const int Steps = 35;

    // What the surplus is, docs/performance.md lists: logits, activations, packed weights and the primitives' scratch.
    [TestCase(Precision.F32, 1.45)]
    [TestCase(Precision.BF16, 1.62)]
    public void The_word_model_trains_in_bounded_memory(Precision precision, double timesNeeded)
    {
        using var engine = Engine.Cpu();
        if (engine.SupportOf(precision) == PrecisionSupport.None)
        {
            Assert.Ignore($"{precision} is not available here.");
        }
        using var model = Model(engine);
        using var trainer = new LanguageModelTrainer(model, Tokens(), new LanguageModelTrainingOptions
        {
            Windows = new WindowOptions { Batch = Batch, Steps = Steps },
            MaxSteps = 10,
            Precision = precision,
        });
        for (var step = 0; step < 4; step++)
        {
            trainer.Step();
        }
        var taken = engine.ReadCounters().LiveBytes;
        var needed = 2 * model.Parameters.Values.Shape.Count * sizeof(float) + WorkspaceBytes(engine, precision);
        TestContext.Out.WriteLine($"{precision}: {taken / 1e6:F1} MB for {needed / 1e6:F1}, {(double)taken / needed:F3}");
        Assert.That(taken, Is.LessThan(timesNeeded * needed));
    }

    private static long WorkspaceBytes(Engine engine, Precision precision)
    {
        using var store = new ParameterStore(engine);
        using var tape = new Tape(engine, isTraining: true, precision);
        var network = new RecurrentNetwork(store, "rnn", new RecurrentNetworkOptions
        {
            Layer = new RecurrentLayerOptions { Cell = CellKind.Lstm, Inputs = Hidden, Hidden = Hidden },
            Layers = Layers,
        });
        return network.Layers.Sum(
            layer => tape.Session.RecurrentWorkspaceCount(layer.Handle, Steps, Batch, default)) * sizeof(float);
    }

    private static LanguageModel Model(Engine engine)
    {
        var words = Enumerable.Range(0, Words - 1).Select(number => $"w{number}");
        var codec = new TextCodec(
            Vocabulary.FromTokens([Vocabulary.Unknown, .. words]), Normalization.Lower, TokenUnit.Word);
        var options = new LanguageModelOptions
        {
            Cell = CellKind.Lstm,
            Hidden = Hidden,
            Layers = Layers,
            Embed = Hidden,
            InputDropout = 0.5f,
            Dropout = 0.5f,
            OutputDropout = 0.5f,
        };
        return new LanguageModel(options, codec, engine: engine);
    }

    private static int[] Tokens()
    {
        var random = new RandomSource(7);
        return [.. Enumerable.Range(0, 20_000).Select(_ => random.Next(Words))];
    }
}

using NativeRnn.Tests.Training;
using NUnit.Framework;

namespace NativeRnn.Tests.Tensors;

/// <summary>Gradients that a tape calls final during its backward pass are those at its end.</summary>
internal sealed class GradientFinalityTests
{
    [Test]
    public void Of_a_language_model_with_all_its_parts()
    {
        var corpus = SmallRun.Corpus();
        var options = new LanguageModelOptions
        {
            Cell = CellKind.Lstm,
            Hidden = 12,
            Embed = 12,
            Layers = 3,
            HasLayerNorm = true,
            LearnsState = true,
            RecurrentDropout = 0.2f,
        };
        using var model = new LanguageModel(options, corpus.Codec, new RandomSource(3));
        using var tape = new Tape(model.Engine);
        using var state = model.CreateState(2);
        var logits = model.Forward(tape, corpus.Tokens[..10], 5, 2, state, new RandomSource(1));
        CrossEntropy.Forward(tape, logits, corpus.Tokens.Span[1..11]);
        RequireFinal(tape, model.Parameters, atLeast: 4);
    }

    [TestCase(AttentionKind.None, true)]
    [TestCase(AttentionKind.General, false)]
    [TestCase(AttentionKind.Additive, false)]
    public void Of_a_translator(AttentionKind attention, bool tied)
    {
        var corpus = SmallPairs.Corpus();
        using var model = SmallPairs.Model(corpus, SmallPairs.Shape(attention, bothWays: true) with { Embed = 12, TiesOutput = tied });
        using var tape = new Tape(model.Engine);
        using var sampler = new PairBatchSampler(corpus, SmallPairs.Batches with { Shuffle = false });
        var batch = new PairBatch();
        sampler.BeginEpoch();
        sampler.TryNext(batch);
        CrossEntropy.Forward(tape, model.Network.Forward(tape, batch), batch.Targets.Span, Vocabulary.PaddingIndex);
        RequireFinal(tape, model.Parameters, atLeast: tied ? 1 : 3);
    }

    private static void RequireFinal(Tape tape, ParameterStore parameters, int atLeast)
    {
        var listener = new Recorder(parameters);
        tape.RunBackward(listener);
        var final = parameters.Gradients.ToArray();
        foreach (var (first, gradients) in listener.Told)
        {
            Assert.That(gradients, Is.EqualTo(final[(int)first..]), $"from {first} on");
        }

        var places = listener.Told.Select(told => told.First).ToArray();
        Assert.That(places, Is.Ordered.Descending);
        Assert.That(places[^1], Is.Zero, "in the end all are");
        Assert.That(places.Distinct().Count(), Is.GreaterThan(atLeast), "and some before");
    }

    private sealed class Recorder(ParameterStore parameters) : IGradientListener
    {
        public List<(long First, float[] Gradients)> Told { get; } = [];

        public void OnFinal(long first) =>
            Told.Add((first, parameters.Gradients.ToArray()[(int)first..]));
    }
}

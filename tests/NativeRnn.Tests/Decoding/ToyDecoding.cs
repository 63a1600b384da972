using NUnit.Framework;

namespace NativeRnn.Tests.Decoding;

/// <summary>A tape to decode toy models on.</summary>
internal abstract class ToyDecoding
{
    private Engine _engine = null!;

    protected Tape Tape { get; private set; } = null!;

    [OneTimeSetUp]
    public void Open()
    {
        _engine = Engine.Open(EngineChoice.Default);
        Tape = new Tape(_engine, isTraining: false);
    }

    [OneTimeTearDown]
    public void Close()
    {
        Tape.Dispose();
        _engine.Dispose();
    }

    protected IReadOnlyList<DecodedSentence> Decode(
        ToyLogits model, int classes, DecodingOptions options, int[]? keys = null, SearchTokens? tokens = null) =>
        new SequenceDecoder(tokens ?? ToyModel.Tokens, options).Decode(new ToyScorer(Tape, classes, keys ?? [0], model));

    /// <summary>Everything about the hypotheses, as text: equal texts are equal bits.</summary>
    protected static string Describe(DecodedSentence sentence)
    {
        var lines = new List<string>();
        foreach (var hypothesis in sentence.Hypotheses)
        {
            lines.Add(
                $"{string.Join(' ', hypothesis.Tokens.ToArray())} | {hypothesis.IsFinished} {hypothesis.Score:R} " +
                $"{hypothesis.LogProbability:R} | {string.Join(' ', hypothesis.TokenLogProbabilities.ToArray())}");
        }
        return string.Join('\n', lines);
    }
}

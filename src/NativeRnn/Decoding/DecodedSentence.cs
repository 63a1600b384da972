namespace NativeRnn;

/// <summary>What a decoder found for one sentence.</summary>
public sealed class DecodedSentence
{
    internal DecodedSentence(IReadOnlyList<Hypothesis> hypotheses, IReadOnlyList<SearchNode> trace)
    {
        Hypotheses = hypotheses;
        Trace = trace;
    }

    /// <summary>
    /// At least one and at most <see cref="DecodingOptions.NBest"/> hypotheses, no two alike and the best first:
    /// finished ones before unfinished ones, then by falling score, among equals the shorter and then the one whose
    /// tokens are lower first. Sampling: every sample, in the order of drawing, so that each is a fair draw.
    /// </summary>
    public IReadOnlyList<Hypothesis> Hypotheses { get; }

    /// <summary>The first hypothesis.</summary>
    public Hypothesis Best => Hypotheses[0];

    /// <summary>
    /// The hypotheses kept at each step, parents before their children; empty unless
    /// <see cref="DecodingOptions.ReturnTrace"/> asks for them.
    /// </summary>
    public IReadOnlyList<SearchNode> Trace { get; }
}

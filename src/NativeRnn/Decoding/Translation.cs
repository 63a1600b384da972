namespace NativeRnn;

/// <summary>What became of one sentence.</summary>
public sealed class Translation
{
    internal Translation(string source)
    {
        Source = source;
    }

    /// <summary>The sentence that was given.</summary>
    public string Source { get; }

    /// <summary>The best translation; empty for a sentence without tokens.</summary>
    public string Text => Candidates.Count == 0 ? "" : Candidates[0].Text;

    /// <summary>The n best, the best first; none for a sentence without tokens.</summary>
    public IReadOnlyList<TranslationCandidate> Candidates { get; internal init; } = [];

    /// <summary>The tokens that the encoder read, the end token last.</summary>
    public IReadOnlyList<string> SourceTokens { get; internal init; } = [];

    /// <summary>Source tokens that the model does not know, each once.</summary>
    public IReadOnlyList<string> UnknownTokens { get; internal init; } = [];

    /// <summary>The hypotheses kept at each step; empty unless <see cref="DecodingOptions.ReturnTrace"/> asks for them.</summary>
    public IReadOnlyList<SearchNode> Trace { get; internal init; } = [];
}

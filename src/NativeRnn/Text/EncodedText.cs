namespace NativeRnn;

/// <summary>A text as token ids, with what the vocabulary did not know.</summary>
public sealed class EncodedText
{
    internal EncodedText(ReadOnlyMemory<int> ids, IReadOnlyList<string> unknownTokens, int unknownCount)
    {
        Ids = ids;
        UnknownTokens = unknownTokens;
        UnknownCount = unknownCount;
    }

    /// <summary>The ids in order; unknown tokens have <see cref="Vocabulary.UnknownIndex"/>.</summary>
    public ReadOnlyMemory<int> Ids { get; }

    /// <summary>The distinct tokens that the vocabulary does not know, by first appearance; often empty.</summary>
    public IReadOnlyList<string> UnknownTokens { get; }

    /// <summary>How many tokens of the text the vocabulary does not know, repeated ones included.</summary>
    public int UnknownCount { get; }
}

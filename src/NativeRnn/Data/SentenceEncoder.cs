namespace NativeRnn;

/// <summary>Appends the token ids of sentences to lists, without an object for each.</summary>
internal sealed class SentenceEncoder
{
    private readonly TextCodec _codec;
    private readonly TokenVisitor _append;
    private List<int> _ids = [];

    internal SentenceEncoder(TextCodec codec)
    {
        _codec = codec;
        _append = Append;
    }

    /// <summary>Tokens so far that the vocabulary does not know.</summary>
    internal long UnknownCount { get; private set; }

    /// <summary>Tokens so far.</summary>
    internal long TokenCount { get; private set; }

    internal void Encode(string sentence, List<int> ids)
    {
        _ids = ids;
        string normalized = TextNormalizer.Normalize(sentence, _codec.Normalization, _codec.Tokenizer.LineSeparator);
        _codec.Tokenizer.Visit(normalized, _append);
    }

    private bool Append(ReadOnlySpan<char> token)
    {
        UnknownCount += _codec.TryGetWord(token, out int id) ? 0 : 1;
        TokenCount++;
        _ids.Add(id);
        return true;
    }
}

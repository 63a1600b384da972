namespace NativeRnn;

/// <summary>Puts codes of byte pairs together with the vocabularies that belong to them.</summary>
internal static class BytePairCodecs
{
    /// <summary>A codec whose vocabulary holds all tokens of a code by falling frequency, also those that never occur.</summary>
    /// <param name="code">The merges.</param>
    /// <param name="pieces">The pieces of the text, by first appearance.</param>
    /// <param name="reserved">Tokens that follow <c>&lt;unk&gt;</c>.</param>
    /// <param name="normalization">What was done to the text.</param>
    internal static TextCodec Create(
        BytePairCode code, VocabularyBuilder pieces, IReadOnlyList<string> reserved, Normalization normalization)
    {
        BytePairTokenizer tokenizer = new(code);
        VocabularyBuilder builder = new();
        foreach ((string piece, long count) in pieces.Entries)
        {
            tokenizer.VisitPiece(piece, token => builder.Add(token, count));
        }

        foreach (string token in code.Tokens)
        {
            builder.Add(token, 0);
        }

        return new TextCodec(builder.Build(reserved, minFrequency: 0), normalization, tokenizer);
    }
}

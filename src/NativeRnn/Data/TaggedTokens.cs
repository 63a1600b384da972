namespace NativeRnn;

/// <summary>Tokens that are given one by one, as taggers take them.</summary>
internal static class TaggedTokens
{
    /// <summary>Fails where a text's normalisation or tokenizer could make other tokens of those given.</summary>
    internal static void Require(Normalization normalization, TokenUnit unit, string name)
    {
        if (unit != TokenUnit.Word || normalization is not (Normalization.None or Normalization.Lower))
        {
            throw new ArgumentException(
                $"Tagged sentences keep their tokens: use words with the normalisation None or Lower, not {unit} and "
                + $"{normalization}.",
                name);
        }
    }

    /// <summary>Appends the ids of tokens.</summary>
    /// <returns>How many of them the vocabulary does not know.</returns>
    /// <exception cref="InvalidDataException">A token is empty.</exception>
    internal static int Encode(TextCodec codec, IReadOnlyList<string> tokens, List<int> ids)
    {
        var unknown = 0;
        foreach (var token in tokens)
        {
            if (string.IsNullOrEmpty(token))
            {
                throw new InvalidDataException("A token is empty: leave it out.");
            }
            unknown += codec.Vocabulary.TryGetIndex(TextNormalizer.Normalize(token, codec.Normalization), out var id) ? 0 : 1;
            ids.Add(id);
        }
        return unknown;
    }
}

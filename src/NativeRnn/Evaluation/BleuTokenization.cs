namespace NativeRnn;

/// <summary>What BLEU does to a sentence before it is cut at white space.</summary>
public enum BleuTokenization
{
    /// <summary>Nothing: the sentences are tokenised already. Signature <c>tok:none</c>.</summary>
    None = 0,

    /// <summary>
    /// Punctuation becomes tokens of its own, as in mteval-v13a: for detokenised sentences of Western languages.
    /// Signature <c>tok:13a</c>.
    /// </summary>
    Mteval13a = 1,
}

namespace NativeRnn;

/// <summary>What one token of a text is.</summary>
public enum TokenUnit
{
    /// <summary>A character: one Unicode scalar value.</summary>
    Char = 0,

    /// <summary>A word: what stands between white space.</summary>
    Word = 1,

    /// <summary>A run of bytes that byte-pair encoding learnt; see <see cref="BytePairCode"/>.</summary>
    BytePair = 2,
}

namespace NativeRnn;

/// <summary>What becomes of sentence pairs that have more tokens than a batch may have steps.</summary>
public enum LongPairs
{
    /// <summary>
    /// What is behind the last step is cut, the end token too: a cut source or target has no <c>&lt;eos&gt;</c>.
    /// </summary>
    /// <remarks>Source: Dive into Deep Learning, edition 0.17, section 9.5.4.</remarks>
    Truncate = 0,

    /// <summary>The pair is left out if either side is too long.</summary>
    Skip = 1,
}

namespace NativeRnn;

/// <summary>What is done to a text before it is cut into tokens.</summary>
public enum Normalization
{
    /// <summary>Nothing: the text stays as it is, line ends included.</summary>
    None = 0,

    /// <summary>Lower case (invariant), everything else kept, line ends included.</summary>
    Lower = 1,

    /// <summary>
    /// In each line, runs of anything but A–Z and a–z become one space, ends are trimmed, the rest is lower
    /// case; characters of consecutive lines follow each other with nothing between.
    /// </summary>
    /// <remarks>Source: Dive into Deep Learning, edition 0.17, section 8.2.</remarks>
    Letters = 2,

    /// <summary>
    /// No-break spaces (U+00A0, U+202F) become spaces, everything is lower case (invariant), and a space is put
    /// before each of <c>, . ! ?</c> that neither follows a space nor begins the text, so that words come apart from
    /// their punctuation. Line ends are kept.
    /// </summary>
    /// <remarks>Source: Dive into Deep Learning, edition 0.17, section 9.5.1.</remarks>
    Separated = 3,
}

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
}

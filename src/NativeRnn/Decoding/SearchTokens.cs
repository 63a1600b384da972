namespace NativeRnn;

/// <summary>The tokens that have a part in decoding beside their meaning.</summary>
/// <param name="Begin">What is fed first; never generated, unless it is the end token too.</param>
/// <param name="End">What ends a sequence.</param>
public sealed record SearchTokens(int Begin, int End)
{
    /// <summary>The unknown token, generated unless <see cref="DecodingOptions.AllowUnknown"/> is off; none by default.</summary>
    public int? Unknown { get; init; }

    /// <summary>Tokens that are never generated, such as padding; none by default.</summary>
    public ReadOnlyMemory<int> Forbidden { get; init; }
}

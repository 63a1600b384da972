namespace NativeRnn;

/// <summary>How byte-pair encoding is learnt.</summary>
public sealed record BytePairOptions
{
    /// <summary>
    /// How many merges to learn; at least 0 (each byte a token), default 8,000. Fewer where no pair is frequent enough.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int Merges
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Merges));
            field = value;
        }
    } = 8000;

    /// <summary>How spaces are treated; default <see cref="BytePairSpaces.Gpt2"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member.</exception>
    public BytePairSpaces Spaces
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Spaces), value, "Choose the spaces Gpt2 or SentencePiece.");
    }

    /// <summary>Pairs that occur less often are not merged; at least 1, default 2.</summary>
    /// <remarks>Source of the default: subword-nmt, the program of Sennrich et al.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MinFrequency
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MinFrequency));
            field = value;
        }
    } = 2;
}

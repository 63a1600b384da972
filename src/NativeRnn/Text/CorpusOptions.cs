namespace NativeRnn;

/// <summary>How a text becomes token ids.</summary>
public sealed record CorpusOptions
{
    /// <summary>What is done to the text first; default <see cref="Normalization.None"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member.</exception>
    public Normalization Normalization
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Normalization), value, "Choose the normalisation None, Lower, Letters or Separated.");
    }

    /// <summary>What one token is; default <see cref="TokenUnit.Char"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member.</exception>
    public TokenUnit Unit
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Unit), value, "Choose the token unit Char, Word or BytePair.");
    }

    /// <summary>How byte pairs are learnt, from the whole text, where <see cref="Unit"/> is that.</summary>
    public BytePairOptions BytePairs
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(BytePairs));
            field = value;
        }
    } = new();

    /// <summary>
    /// How many tokens to keep, from the first; at least 1. Default null: all; −1, the textbook's spelling of that,
    /// is read as null. The vocabulary is built from the whole text before it is cut.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0 or below −1.</exception>
    public int? MaxTokens
    {
        get;
        init => field = value switch
        {
            null or -1 => null,
            >= 1 => value,
            _ => throw new ArgumentOutOfRangeException(
                nameof(MaxTokens), value, "Keep at least 1 token, or null for all of them."),
        };
    }

    /// <summary>
    /// Tokens that occur less often in the whole text are unknown; at least 0, default 1: all are known. Without
    /// effect where a vocabulary is given, and for byte pairs, which are all known.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MinFrequency
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MinFrequency));
            field = value;
        }
    } = 1;
}

namespace NativeRnn;

/// <summary>How labelled texts become token ids.</summary>
public sealed record LabelledSequencesOptions
{
    /// <summary>
    /// What is done to a text first; default <see cref="Normalization.Lower"/>. Tagged sentences keep their tokens, so
    /// that they allow only <see cref="Normalization.None"/> and <see cref="Normalization.Lower"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member.</exception>
    public Normalization Normalization
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Normalization), value, "Choose the normalisation None, Lower, Letters or Separated.");
    } = Normalization.Lower;

    /// <summary>
    /// What one token of a text is, <see cref="TokenUnit.Word"/> by default or <see cref="TokenUnit.Char"/>; for byte
    /// pairs, give a codec instead. Without effect on tagged sentences, whose tokens are given.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is neither.</exception>
    public TokenUnit Unit
    {
        get;
        init => field = value is TokenUnit.Word or TokenUnit.Char
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Unit), value, "Choose the token unit Word or Char; for byte pairs, give a codec.");
    } = TokenUnit.Word;

    /// <summary>
    /// Tokens that occur less often are unknown; at least 0, default 2, so that a model learns what to make of unknown
    /// ones.
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
    } = 2;

    /// <summary>
    /// The most tokens that the vocabulary may have, <c>&lt;unk&gt;</c> included, at least 1; the rarest are left out.
    /// Default null: no limit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? MaxVocabulary
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(MaxVocabulary));
            field = value;
        }
    }
}

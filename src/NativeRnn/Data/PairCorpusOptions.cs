namespace NativeRnn;

/// <summary>How sentence pairs become token ids.</summary>
public sealed record PairCorpusOptions
{
    private const int FewestTokens = Vocabulary.EndIndex + 1;

    /// <summary>
    /// What is done to both sentences first; default <see cref="Normalization.Separated"/>. Without effect where codecs
    /// are given.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member.</exception>
    public Normalization Normalization
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Normalization), value, "Choose the normalisation None, Lower, Letters or Separated.");
    } = Normalization.Separated;

    /// <summary>What one token is; default <see cref="TokenUnit.Word"/>. Without effect where codecs are given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member.</exception>
    public TokenUnit Unit
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Unit), value, "Choose the token unit Char, Word or BytePair.");
    } = TokenUnit.Word;

    /// <summary>
    /// How byte pairs are learnt, where <see cref="Unit"/> is that: so many merges for each side. Without effect where
    /// codecs are given.
    /// </summary>
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
    /// Whether both sides share one code, learnt from their texts together, so that names are cut alike; each vocabulary
    /// then holds all of its tokens. Default false: a code for each side. Without effect where codecs are given.
    /// </summary>
    /// <remarks>Source: Sennrich, Haddow and Birch 2016, section 3.2, "joint BPE".</remarks>
    public bool IsBytePairCodeJoint { get; init; }

    /// <summary>
    /// Tokens that occur less often on their side are unknown; at least 0, default 2. Without effect where codecs are
    /// given, and for byte pairs, which are all known.
    /// </summary>
    /// <remarks>Source of the default: Dive into Deep Learning, edition 0.17, section 9.5.3.</remarks>
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
    /// The most tokens that the vocabulary of each side may have, <c>&lt;unk&gt;</c> and sentence marks included, at
    /// least 4; the rarest are left out. Default null: no limit. Without effect where codecs are given, and for byte pairs.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 4.</exception>
    public int? MaxVocabulary
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? FewestTokens, FewestTokens, nameof(MaxVocabulary));
            field = value;
        }
    }

    /// <summary>How many pairs to take, from the first; at least 1. Default null: all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? MaxPairs
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1, nameof(MaxPairs));
            field = value;
        }
    }

    /// <summary>
    /// How many pairs are held in memory at a time; at least 1, default 1,000,000 (about 100 MB of short sentences).
    /// More pairs than that are read again, pool by pool, in each epoch, and shuffled within their pools.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int PoolSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(PoolSize));
            field = value;
        }
    } = 1_000_000;
}

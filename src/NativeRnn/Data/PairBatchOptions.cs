namespace NativeRnn;

/// <summary>How sentence pairs are put together into batches.</summary>
public sealed record PairBatchOptions
{
    /// <summary>
    /// Pairs in a batch, N; at least 1, default 64. The last batch of a pool is smaller where the pairs do not fill it.
    /// Without effect where <see cref="BatchTokens"/> is given.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Batch
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Batch));
            field = value;
        }
    } = 64;

    /// <summary>
    /// The most tokens in a batch, padding and marks of both sides included, N · (T source + T target); at least twice
    /// <see cref="Steps"/>, and only with <see cref="Bucketed"/>. Default null: <see cref="Batch"/> decides.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 2.</exception>
    public int? BatchTokens
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 2, 2, nameof(BatchTokens));
            field = value;
        }
    }

    /// <summary>
    /// The longest source and the longest target, in tokens, end token included; at least 1, default 50. Batches are
    /// padded to their own longest sequence, not to this.
    /// </summary>
    /// <remarks>Dive into Deep Learning, edition 0.17, section 9.5.4, takes 10 for short sentences.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Steps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Steps));
            field = value;
        }
    } = 50;

    /// <summary>
    /// What becomes of pairs longer than <see cref="Steps"/>; default <see cref="LongPairs.Truncate"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member.</exception>
    public LongPairs LongPairs
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(LongPairs), value, "Choose Truncate or Skip for long pairs.");
    }

    /// <summary>
    /// Whether pairs of similar length share a batch, so that little is padded: pairs are ordered by source length,
    /// then target length, and cut into batches in that order. Default true; false, the textbook's way, takes pairs as
    /// they come.
    /// </summary>
    public bool Bucketed { get; init; } = true;

    /// <summary>
    /// Whether each epoch has another order: of the batches and of pairs of equal length if <see cref="Bucketed"/>,
    /// else of all pairs. Default true; false is for evaluation.
    /// </summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Fails where options do not go together.</summary>
    internal void RequireConsistent(string parameter)
    {
        if (BatchTokens is not int tokens)
        {
            return;
        }

        if (!Bucketed)
        {
            throw new ArgumentException(
                "BatchTokens needs Bucketed: in random order, the number of batches would differ from epoch to epoch.",
                parameter);
        }

        if (tokens < 2L * Steps)
        {
            throw new ArgumentException(
                $"A pair of {Steps} steps on each side does not fit into {tokens} tokens; raise BatchTokens to at "
                + $"least {2L * Steps}, or lower Steps.",
                parameter);
        }
    }
}

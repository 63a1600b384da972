namespace NativeRnn;

/// <summary>How a text is cut into batches of training windows.</summary>
public sealed record WindowOptions
{
    /// <summary>Windows in a batch, N; at least 1, default 32.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Batch
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Batch));
            field = value;
        }
    } = 32;

    /// <summary>Tokens in a window, T; at least 1, default 35.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Steps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Steps));
            field = value;
        }
    } = 35;

    /// <summary>How windows follow each other; default <see cref="Sampling.Sequential"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member.</exception>
    public Sampling Sampling
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Sampling), value, "Choose the sampling Random or Sequential.");
    } = Sampling.Sequential;

    /// <summary>
    /// Tokens skipped at the start of the text; at least 0. Default null: drawn in [0, <see cref="Steps"/>) for each
    /// epoch.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? Offset
    {
        get;
        init
        {
            if (value is int offset)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(offset, nameof(Offset));
            }

            field = value;
        }
    }
}

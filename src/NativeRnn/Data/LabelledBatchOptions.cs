namespace NativeRnn;

/// <summary>How labelled sequences are put together into batches.</summary>
public sealed record LabelledBatchOptions
{
    /// <summary>Sequences in a batch, N; at least 1, default 32. The last batch of an epoch may be smaller.</summary>
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

    /// <summary>
    /// The longest sequence that is trained on, in tokens; at least 1, default 256. What is behind is cut; measuring and
    /// predicting read all of a sequence.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Steps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Steps));
            field = value;
        }
    } = 256;

    /// <summary>
    /// Whether sequences of similar length share a batch, so that little is padded. Default true; false takes them as
    /// they come.
    /// </summary>
    public bool Bucketed { get; init; } = true;

    /// <summary>
    /// Whether each epoch has another order: of the batches and of sequences of equal length if <see cref="Bucketed"/>,
    /// else of all sequences. Default true.
    /// </summary>
    public bool Shuffle { get; init; } = true;
}

namespace NativeRnn;

/// <summary>What taggers and classifiers have in common: by default one layer of 32 units in each direction, on embeddings of 32 features.</summary>
public abstract record SequenceLabellerOptions : CoderOptions
{
    private readonly BidirectionalMerge _merge;

    private protected SequenceLabellerOptions()
        : base(layers: 1)
    {
    }

    /// <summary>
    /// Whether the sequence is read in both directions, so that what comes later can tell too; by default it is.
    /// </summary>
    /// <remarks>Source: Graves and Schmidhuber 2005.</remarks>
    public bool IsBidirectional { get; init; } = true;

    /// <summary>
    /// What becomes of the outputs of two directions; side by side by default. A classifier's output layer reads both
    /// directions' final states side by side in any case.
    /// </summary>
    public BidirectionalMerge Merge
    {
        get => _merge;
        init => _merge = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Merge), value, "Choose the merge Concatenation or Sum.");
    }

    internal EncoderOptions EncoderOptions(int classes) => new(this, classes);
}

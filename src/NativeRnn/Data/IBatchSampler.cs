namespace NativeRnn;

/// <summary>Where a trainer's batches come from, epoch by epoch.</summary>
internal interface IBatchSampler
{
    /// <summary>Batches in the current epoch, at least 1; before the first, the fewest that an epoch can have.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>Batches of the current epoch handed out so far.</summary>
    public int Position { get; }

    /// <summary>Which rows of each batch are handed out, where ranks share them; all by default.</summary>
    public RowShare Share { get; set; }

    /// <summary>Begins an epoch.</summary>
    public void BeginEpoch(RandomSource random);

    /// <summary>Where it stands.</summary>
    public SamplerState Capture();

    /// <summary>Goes to where a sampler of the same data and options stood, inside its epoch.</summary>
    /// <exception cref="ArgumentException">The state cannot come from this data and these options.</exception>
    public void Restore(SamplerState state);
}

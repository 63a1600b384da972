namespace NativeRnn;

/// <summary>Where a <see cref="WindowSampler"/> or a <see cref="PairBatchSampler"/> stands, as a checkpoint stores it.</summary>
/// <remarks>The shuffled order is not stored: it follows from the random state that it was drawn from.</remarks>
public sealed record SamplerState
{
    /// <summary>Tokens skipped at the start of the text in this epoch; 0 for pairs.</summary>
    public required int Offset { get; init; }

    /// <summary>Batches of this epoch handed out so far.</summary>
    public required int Position { get; init; }

    /// <summary>Seed of the generator that shuffled this epoch's windows or pairs.</summary>
    public required ulong ShuffleSeed { get; init; }

    /// <summary>Position of that generator just before it shuffled them.</summary>
    public required ulong ShufflePosition { get; init; }
}

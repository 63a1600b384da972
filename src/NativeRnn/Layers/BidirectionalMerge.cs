namespace NativeRnn;

/// <summary>What becomes of the two directions' outputs.</summary>
/// <remarks>Source: Keras, <c>Bidirectional(merge_mode)</c>, whose "concat" and "sum" these are.</remarks>
public enum BidirectionalMerge
{
    /// <summary>Side by side, the forward half first: 2H features, as in PyTorch and the textbook.</summary>
    Concatenation = 0,

    /// <summary>Their sum: H features, so that a stack's layers keep one width.</summary>
    Sum = 1,
}

namespace NativeRnn;

/// <summary>The order in which a recurrent layer reads its sequence.</summary>
public enum Direction
{
    /// <summary>From the first step to the last.</summary>
    Forward = 1,

    /// <summary>From the last step to the first.</summary>
    Reverse = 2,

    /// <summary>One pass each way; <see cref="BidirectionalMerge"/> says what becomes of the two outputs.</summary>
    Both = 3,
}

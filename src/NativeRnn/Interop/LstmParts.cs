namespace NativeRnn;

/// <summary>What an LSTM may have besides its gates; the default has neither.</summary>
/// <remarks>
/// The layer's parameters are then, one behind the other: <c>weight_ih</c> [D, C, 4·H], <c>weight_hh</c> [D, O, 4·H],
/// peephole weights [D, 3, H] of the gates i, f, o, the projection [D, H, P], biases. O, the width of an output and of a
/// hidden state, is P with a projection, H without. States: h [D, N, O], then c [D, N, H].
/// </remarks>
internal readonly record struct LstmParts
{
    /// <summary>Whether the gates see the cell state.</summary>
    internal bool HasPeepholes { get; init; }

    /// <summary>P, the width that the hidden state is projected to; 0 for none.</summary>
    internal int Projection { get; init; }
}

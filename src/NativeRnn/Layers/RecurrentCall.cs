namespace NativeRnn;

/// <summary>What a pass of a recurrent layer may be told besides its input and initial state.</summary>
internal struct RecurrentCall
{
    /// <summary>Where the final state is written; empty for the tape's own memory.</summary>
    internal Tensor FinalState;

    /// <summary>Valid steps of each row; empty: all.</summary>
    internal ReadOnlyMemory<int> Lengths;

    /// <summary>The weights that are left; all by default.</summary>
    internal DroppedWeights Weights;
}

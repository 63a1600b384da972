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

    /// <summary>
    /// In inference of one sequence on the CPU: rows of a table [V, C] that is given in place of the input, one for
    /// each step; empty: the input itself.
    /// </summary>
    internal ReadOnlyMemory<int> InputIds;
}

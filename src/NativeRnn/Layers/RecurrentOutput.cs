namespace NativeRnn;

/// <summary>What a recurrent layer computes.</summary>
/// <param name="Output">The hidden states of all steps, [T, N, D·H].</param>
/// <param name="State">The state behind the last step, [S, D, N, H].</param>
public readonly record struct RecurrentOutput(Variable Output, Variable State);

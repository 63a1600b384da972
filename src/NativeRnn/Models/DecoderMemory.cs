namespace NativeRnn;

/// <summary>What a decoder reads of the source at each step; computed once for a batch of sequences.</summary>
/// <param name="State">The decoder's initial state, [L, S, 1, N, H].</param>
/// <param name="Outputs">The encoder's outputs, [T, N, M].</param>
/// <param name="Keys">What attention compares its queries with, [T, N, A]; no variable where there is no attention.</param>
/// <param name="Context">A fixed summary of the source, [N, M]; no variable where the decoder uses none.</param>
/// <param name="Lengths">[N]; empty where every sequence has T tokens.</param>
public readonly record struct DecoderMemory(
    Variable State, Variable Outputs, Variable Keys, Variable Context, ReadOnlyMemory<int> Lengths);

namespace NativeRnn;

/// <summary>What an encoder made of a batch of sequences.</summary>
/// <param name="Outputs">[T, N, M]; zero in padding.</param>
/// <param name="State">The state behind each sequence's last token, [L, S, D, N, H].</param>
/// <param name="Lengths">[N]; empty where every sequence has T tokens.</param>
public readonly record struct EncoderOutput(Variable Outputs, Variable State, ReadOnlyMemory<int> Lengths);

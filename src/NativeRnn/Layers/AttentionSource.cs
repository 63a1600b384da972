namespace NativeRnn;

/// <summary>What an attention call reads besides its queries.</summary>
/// <param name="Keys">[T, N, D].</param>
/// <param name="Memory">[T, N, M].</param>
/// <param name="Lengths">Valid steps of each sentence; empty: all.</param>
/// <param name="Sentences">The sentence of each row; empty: r % N.</param>
internal readonly record struct AttentionSource(
    Variable Keys, Variable Memory, ReadOnlyMemory<int> Lengths, ReadOnlyMemory<int> Sentences);

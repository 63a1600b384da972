namespace NativeRnn;

/// <summary>What a decoder is fed.</summary>
/// <param name="Ids">[T, R] token ids; unchanged until the backward pass is done.</param>
/// <param name="Steps">T.</param>
/// <param name="State">[L, S, 1, R, H].</param>
/// <param name="Sentences">
/// [R], which sequence of the memory each row belongs to; empty where row r belongs to sequence r, as in training.
/// </param>
public readonly record struct DecoderInput(
    ReadOnlyMemory<int> Ids, int Steps, Variable State, ReadOnlyMemory<int> Sentences);

namespace NativeRnn;

/// <summary>Source sequences side by side.</summary>
/// <param name="Ids">[T, N] token ids, padded at the end of each sequence.</param>
/// <param name="Lengths">[N], each 0 to T; empty where every sequence has T tokens.</param>
/// <param name="Steps">T.</param>
/// <param name="Count">N.</param>
public readonly record struct SourceBatch(ReadOnlyMemory<int> Ids, ReadOnlyMemory<int> Lengths, int Steps, int Count);

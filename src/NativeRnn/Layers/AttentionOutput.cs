namespace NativeRnn;

/// <summary>What attention computes.</summary>
/// <param name="Context">The weighted sum of each row's source steps, [R, M].</param>
/// <param name="Weights">
/// How much each source step counts, [R, T]: non-negative, each row sums to 1, zeros behind its sentence's end.
/// </param>
public readonly record struct AttentionOutput(Variable Context, Tensor Weights);

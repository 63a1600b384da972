namespace NativeRnn;

/// <summary>What a decoder computes.</summary>
/// <param name="Logits">Of the token behind each step, [T·R, V].</param>
/// <param name="State">The state behind the last step, [L, S, 1, R, H].</param>
/// <param name="AttentionWeights">
/// How much the last step looked at each source step, [R, Ts]; empty where there is no attention.
/// </param>
public readonly record struct DecoderOutput(Variable Logits, Variable State, Tensor AttentionWeights);

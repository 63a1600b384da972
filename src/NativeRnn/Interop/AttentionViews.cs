namespace NativeRnn;

/// <summary>The tensors of attention's passes; what a pass does not use stays empty.</summary>
internal struct AttentionViews
{
    internal Tensor Query; // [R, D]
    internal Tensor Keys; // [T, N, D]
    internal Tensor Values; // [T, N, M]
    internal Tensor Scorer; // [D], additive only
    internal Tensor Weights; // [R, T]
    internal Tensor Context; // [R, M]
    internal Tensor ContextGradient; // [R, M]
    internal Tensor QueryGradient; // [R, D]
    internal Tensor KeysGradient; // [T, N, D], added to
    internal Tensor ValuesGradient; // [T, N, M], added to
    internal Tensor ScorerGradient; // [D], added to
}

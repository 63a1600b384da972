namespace NativeRnn;

/// <summary>The tensors of a recurrent layer's passes; what a pass does not use stays empty.</summary>
internal struct RecurrentViews
{
    internal Tensor Parameters;
    internal Tensor Input; // [T, N, C]
    internal Tensor StateIn; // [S, D, N, H]
    internal Tensor Output; // [T, N, D*H]
    internal Tensor StateOut; // [S, D, N, H]
    internal Tensor Workspace;
    internal Tensor OutputGradient; // [T, N, D*H]
    internal Tensor StateOutGradient; // [S, D, N, H]
    internal Tensor InputGradient; // [T, N, C]
    internal Tensor StateInGradient; // [S, D, N, H]
    internal Tensor ParametersGradient;
}

namespace NativeRnn;

/// <summary>The tensors of a recurrent layer's passes; what a pass does not use stays empty.</summary>
internal struct RecurrentViews
{
    internal Tensor Parameters;
    internal Tensor Input; // [T, N, C]
    internal Tensor StateIn; // h [D, N, O], then an LSTM's c [D, N, H]; O = H but with a projection
    internal Tensor Output; // [T, N, D*O]
    internal Tensor StateOut; // h, then c
    internal Tensor Workspace;
    internal Tensor OutputGradient; // [T, N, D*O]
    internal Tensor StateOutGradient; // h, then c
    internal Tensor InputGradient; // [T, N, C]
    internal Tensor StateInGradient; // h, then c
    internal Tensor ParametersGradient;
}

namespace NativeRnn;

/// <summary>The recurrent cells; x is the input, h the hidden state, σ the logistic function, ⊙ element-wise.</summary>
/// <remarks>Source: Dive into Deep Learning, chapters 9 and 10; oneDNN developer guide, "RNN".</remarks>
public enum CellKind
{
    /// <summary>h' = tanh(x W_xh + h W_hh + b).</summary>
    RnnTanh = 1,

    /// <summary>h' = max(0, x W_xh + h W_hh + b).</summary>
    RnnRelu = 2,

    /// <summary>The textbook's gated recurrent unit: h̃ = tanh(x W_xh + (r ⊙ h) W_hh + b_h), h' = z ⊙ h + (1 − z) ⊙ h̃.</summary>
    GruResetBefore = 3,

    /// <summary>PyTorch's, cuDNN's and ONNX's: h̃ = tanh(x W_xh + b_xh + r ⊙ (h W_hh + b_hh)).</summary>
    GruResetAfter = 4,

    /// <summary>Long short-term memory: c' = f ⊙ c + i ⊙ c̃, h' = o ⊙ tanh(c').</summary>
    Lstm = 5,
}

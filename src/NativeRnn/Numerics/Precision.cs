namespace NativeRnn;

/// <summary>What recurrent layers and linear products compute in.</summary>
/// <remarks>
/// Parameters, gradients, tensors between operations, losses and updates are float32 in all of them; only the matrix
/// products and what recurrent cells pass from step to step are rounded. Which precisions a processor offers,
/// <see cref="Engine.SupportOf"/> says. Source: oneDNN developer guide, "RNN", data types.
/// </remarks>
public enum Precision
{
    /// <summary>float32 throughout.</summary>
    F32 = 0,

    /// <summary>
    /// Weights, activations and hidden states in bfloat16 (8 significant bits, float32's range), products summed in
    /// float32, an LSTM's cell state in float32. Training and inference, all cells. No loss scaling is needed.
    /// </summary>
    BF16 = 1,

    /// <summary>
    /// Weights in 8 bits with a scale per unit and gate, activations in 8 bits with a range from a calibration text.
    /// Inference only: LSTM, reset-before GRU and linear layers.
    /// </summary>
    Int8 = 2,
}

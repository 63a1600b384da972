namespace NativeRnn;

/// <summary>What predicts the next row from the τ before it.</summary>
/// <remarks>Source: Dive into Deep Learning, edition 0.17, section 8.1.1.</remarks>
public enum SeriesModelKind
{
    /// <summary>Autoregressive and linear: x̂_t = (x_{t−τ} … x_{t−1}) W + b.</summary>
    Linear = 1,

    /// <summary>Autoregressive through layers of tanh: x̂_t = tanh(… W₁ + b₁) W₂ + b₂.</summary>
    Mlp = 2,

    /// <summary>Latent autoregressive: a state h, zero τ steps back, reads one row after the other; x̂_t = h_t W + b.</summary>
    Recurrent = 3,
}

namespace NativeRnn;

/// <summary>One sequence that a decoder found.</summary>
public sealed class Hypothesis
{
    /// <summary>What was generated, without the end token.</summary>
    public ReadOnlyMemory<int> Tokens { get; internal init; }

    /// <summary>Σ log p of the tokens, the end token's included; natural logarithms, at most 0.</summary>
    /// <remarks>The probabilities are the model's own: forbidden tokens and a temperature leave them as they are.</remarks>
    public double LogProbability { get; internal init; }

    /// <summary>Σ log p / L^α, by which hypotheses are ranked; L counts the end token.</summary>
    public double Score { get; internal init; }

    /// <summary>Whether it ended with the end token, and not because it was cut or no token could follow.</summary>
    public bool IsFinished { get; internal init; }

    /// <summary>log p of each token, the end token's last where the hypothesis is finished.</summary>
    public ReadOnlyMemory<float> TokenLogProbabilities { get; internal init; }

    /// <summary>
    /// For each token, the end token included, how much the model looked at each source position [T] when it was
    /// chosen. Empty unless <see cref="DecodingOptions.ReturnAttention"/> asks for it and the model has attention.
    /// </summary>
    public IReadOnlyList<ReadOnlyMemory<float>> Attention { get; internal init; } = [];
}

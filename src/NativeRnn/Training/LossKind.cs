namespace NativeRnn;

/// <summary>What a trainer's losses are sums of.</summary>
public enum LossKind
{
    /// <summary>−ln p of tokens, in nats: exp of the mean is the perplexity.</summary>
    CrossEntropy = 0,

    /// <summary>Squared errors of normalised numbers: a mean of 1 is what predicting each channel's mean gives.</summary>
    SquaredError = 1,
}

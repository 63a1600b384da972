namespace NativeRnn;

/// <summary>A sum of losses: over tokens, in nats, or of squared errors over the numbers of a time series.</summary>
/// <param name="Total">Sum of −ln p, or of squared errors, over valid targets.</param>
/// <param name="Count">Valid targets.</param>
public readonly record struct Loss(double Total, long Count)
{
    /// <summary>The mean loss of a target; 0 where there are none.</summary>
    public double Mean => Count == 0 ? 0 : Total / Count;

    /// <summary>exp(mean loss): V for a model that predicts uniformly over V classes, 1 for a perfect one; for tokens only.</summary>
    public double Perplexity => Math.Exp(Mean);

    /// <summary>Both sums together.</summary>
    public static Loss operator +(Loss left, Loss right) => new(left.Total + right.Total, left.Count + right.Count);

    /// <summary>Both sums together.</summary>
    public static Loss Add(Loss left, Loss right) => left + right;
}

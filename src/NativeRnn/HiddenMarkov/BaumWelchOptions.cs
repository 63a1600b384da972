namespace NativeRnn;

/// <summary>How long Baum–Welch goes on.</summary>
public sealed record BaumWelchOptions
{
    /// <summary>Iterations at most; at least 1, default 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxIterations
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(MaxIterations));
            field = value;
        }
    } = 100;

    /// <summary>
    /// Stops where an iteration raises the log-likelihood by less than this times the number of observations, in nats;
    /// at least 0, default 1e-6. 0 never stops early.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double Tolerance
    {
        get;
        init => field = value >= 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Tolerance), value, "The tolerance must be 0 or more.");
    } = 1e-6;
}

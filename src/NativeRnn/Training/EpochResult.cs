namespace NativeRnn;

/// <summary>What one pass over the text came to.</summary>
public sealed record EpochResult
{
    /// <summary>Its number, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The running sum of its batches' losses, each before its step.</summary>
    public required Loss Loss { get; init; }

    /// <summary>exp of the running mean loss.</summary>
    public double Perplexity => Loss.Perplexity;

    /// <summary>Wall-clock time of its training, validation not included; since the run was resumed, if it was within the epoch.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Trained tokens a second.</summary>
    public double TokensPerSecond => (TimedTokens ?? Loss.Count) / Math.Max(1e-9, Duration.TotalSeconds);

    /// <summary>The loss on the validation text; null where there is none.</summary>
    public Loss? Validation { get; init; }

    /// <summary>Whether the validation loss is the lowest of the run so far.</summary>
    public bool IsBest { get; init; }

    /// <summary>The tokens that were trained in <see cref="Duration"/>, where these are not all of the epoch's.</summary>
    internal long? TimedTokens { get; init; }
}

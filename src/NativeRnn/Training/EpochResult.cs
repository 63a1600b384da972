namespace NativeRnn;

/// <summary>What one pass over the data came to.</summary>
public sealed record EpochResult
{
    /// <summary>Its number, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The running sum of its batches' losses, each before its step.</summary>
    public required Loss Loss { get; init; }

    /// <summary>exp of the running mean loss; for tokens only.</summary>
    public double Perplexity => Loss.Perplexity;

    /// <summary>Wall-clock time of its training, validation not included; since the run was resumed, if it was within the epoch.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Trained tokens, or numbers of a time series, a second.</summary>
    public double TokensPerSecond => (TimedTokens ?? Loss.Count) / Math.Max(1e-9, Duration.TotalSeconds);

    /// <summary>The loss on the validation data; null where there is none.</summary>
    public Loss? Validation { get; init; }

    /// <summary>Corpus BLEU on the validation data, from 0 to 100; null where it was not measured.</summary>
    public double? ValidationBleu { get; init; }

    /// <summary>Accuracy and each label's F₁ on the validation data; null where there is none, and for other models than taggers and classifiers.</summary>
    public LabelScores? ValidationScores { get; init; }

    /// <summary>
    /// The mean loss on the textbook's scale, which also divides by the padded length of a sequence; null for language
    /// models.
    /// </summary>
    /// <remarks>Source: Dive into Deep Learning, edition 0.17, section 9.7.4.</remarks>
    public double? TextbookLoss { get; init; }

    /// <summary>Whether the validation is the best of the run so far.</summary>
    public bool IsBest { get; init; }

    /// <summary>The tokens that were trained in <see cref="Duration"/>, where these are not all of the epoch's.</summary>
    internal long? TimedTokens { get; init; }
}

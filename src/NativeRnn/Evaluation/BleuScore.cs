namespace NativeRnn;

/// <summary>BLEU of a corpus or a sentence, and what it is made of.</summary>
public sealed record BleuScore
{
    /// <summary>BLEU in percent, 0 to 100 but for rounding.</summary>
    public required double Score { get; init; }

    /// <summary>Percent of the hypotheses' n-grams that match, smoothed, for n = 1 to the highest order.</summary>
    /// <remarks>All zero where nothing matches, and zero for orders that no hypothesis is long enough for.</remarks>
    public required IReadOnlyList<double> Precisions { get; init; }

    /// <summary>Matching n-grams for each n.</summary>
    /// <remarks>
    /// With <see cref="BleuSmoothing.AddK"/> its k is in them, as in sacreBLEU's; whole numbers otherwise.
    /// </remarks>
    public required IReadOnlyList<double> Counts { get; init; }

    /// <summary>N-grams of the hypotheses for each n.</summary>
    /// <remarks>
    /// With <see cref="BleuSmoothing.AddK"/> its k is in them, as in sacreBLEU's; whole numbers otherwise.
    /// </remarks>
    public required IReadOnlyList<double> Totals { get; init; }

    /// <summary>exp(1 − r / c) where the hypotheses' length c is below the references' r, else 1.</summary>
    public required double BrevityPenalty { get; init; }

    /// <summary>Tokens of all hypotheses, c.</summary>
    public required long HypothesisLength { get; init; }

    /// <summary>Tokens of the references, r: of several, the one nearest in length counts, the shorter of two.</summary>
    public required long ReferenceLength { get; init; }

    /// <summary>The settings in sacreBLEU's form, with this library's version: what makes scores comparable.</summary>
    public required string Signature { get; init; }
}

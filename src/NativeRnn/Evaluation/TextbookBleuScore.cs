namespace NativeRnn;

/// <summary>The textbook's BLEU of one sequence, and what it is made of; shares are fractions, not percent.</summary>
public sealed record TextbookBleuScore
{
    /// <summary>BLEU, 0 to 1.</summary>
    public required double Score { get; init; }

    /// <summary>p_n for n = 1 to k, or to the prediction's length where that is less; 0 to 1.</summary>
    public required IReadOnlyList<double> Precisions { get; init; }

    /// <summary>exp(min(0, 1 − len_label / len_pred)), 0 to 1; 0 for an empty prediction.</summary>
    public required double BrevityPenalty { get; init; }

    /// <summary>Tokens of the prediction.</summary>
    public required long PredictionLength { get; init; }

    /// <summary>Tokens of the label.</summary>
    public required long LabelLength { get; init; }
}

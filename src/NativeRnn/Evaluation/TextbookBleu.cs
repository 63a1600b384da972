namespace NativeRnn;

/// <summary>BLEU as the textbook defines it, for one sequence and one label.</summary>
/// <remarks>
/// exp(min(0, 1 − len_label / len_pred)) · Π_{n=1..min(k, len_pred)} p_n^{1/2^n}, where p_n is the share of the
/// prediction's n-grams that occur in the label, each counted at most as often as there. Matches of longer n-grams
/// weigh more. Source: Dive into Deep Learning, section 9.7.5 (edition 0.17). Other papers' numbers come from
/// <see cref="Bleu"/>.
/// </remarks>
public static class TextbookBleu
{
    /// <summary>The textbook's k, unless another is given.</summary>
    public const int DefaultMaxOrder = 2;

    /// <summary>Rates a prediction.</summary>
    /// <param name="prediction">Its tokens; an empty prediction scores 0.</param>
    /// <param name="label">The tokens it should have.</param>
    /// <param name="maxOrder">k: 1 to <see cref="BleuOptions.OrderLimit"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxOrder"/> is out of range.</exception>
    public static TextbookBleuScore OfTokens(
        IReadOnlyList<string> prediction, IReadOnlyList<string> label, int maxOrder = DefaultMaxOrder)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(label);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxOrder, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxOrder, BleuOptions.OrderLimit);
        return Rate(UnitText.OfWords(prediction), UnitText.OfWords(label), maxOrder);
    }

    /// <summary>Rates a prediction whose tokens stand between white space.</summary>
    /// <inheritdoc cref="OfTokens"/>
    public static TextbookBleuScore OfSentence(string prediction, string label, int maxOrder = DefaultMaxOrder)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(label);
        return OfTokens(PythonText.Split(prediction), PythonText.Split(label), maxOrder);
    }

    /// <summary>The mean of several sequences' scores, as the textbook has no BLEU of a corpus.</summary>
    /// <param name="scores">At least one.</param>
    /// <returns>
    /// Means of scores and brevity penalties; p_n is the mean over the predictions of at least n tokens; lengths are
    /// sums.
    /// </returns>
    /// <exception cref="ArgumentException">There is no score.</exception>
    public static TextbookBleuScore MeanOf(IReadOnlyList<TextbookBleuScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count == 0)
        {
            throw new ArgumentException("There is no score; give at least one.", nameof(scores));
        }

        var orders = scores.Max(score => score.Precisions.Count);
        return new TextbookBleuScore
        {
            Score = scores.Average(score => score.Score),
            Precisions = [.. Enumerable.Range(0, orders).Select(order => scores
                .Where(score => score.Precisions.Count > order)
                .Average(score => score.Precisions[order]))],
            BrevityPenalty = scores.Average(score => score.BrevityPenalty),
            PredictionLength = scores.Sum(score => score.PredictionLength),
            LabelLength = scores.Sum(score => score.LabelLength),
        };
    }

    private static TextbookBleuScore Rate(UnitText prediction, UnitText label, int maxOrder)
    {
        var penalty = prediction.Count == 0 ? 0 : Math.Exp(Math.Min(0, 1 - (double)label.Count / prediction.Count));
        var precisions = new double[Math.Min(maxOrder, prediction.Count)];
        var score = penalty;
        for (var order = 1; order <= precisions.Length; order++)
        {
            var own = new NGramCounts(prediction, order);
            precisions[order - 1] = (double)own.Matches(new NGramCounts(label, order)) / own.Total;
            score *= Math.Pow(precisions[order - 1], Math.Pow(0.5, order));
        }

        return new TextbookBleuScore
        {
            Score = score,
            Precisions = precisions,
            BrevityPenalty = penalty,
            PredictionLength = prediction.Count,
            LabelLength = label.Count,
        };
    }
}

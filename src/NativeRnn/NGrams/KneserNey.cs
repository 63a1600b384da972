namespace NativeRnn;

/// <summary>Interpolated Kneser–Ney smoothing.</summary>
/// <remarks>
/// P(x | h) = (c(h, x) − D(c(h, x))) / Σ_y c(h, y) + γ(h) P(x | h′), γ(h) being what the discounts D took. c counts
/// occurrences at the highest order and different predecessors below it. Below single tokens stands the uniform
/// distribution over the vocabulary. Source: Chen and Goodman (1998), section 4.1.6.
/// </remarks>
internal static class KneserNey
{
    internal static BackoffModel Estimate(NGramTable table, TextCodec codec, NGramOptions options)
    {
        int[][] counts = CountsOf(table);
        bool isModified = options.Smoothing == NGramSmoothing.ModifiedKneserNey;
        KneserNeyDiscounts[] discounts =
            Array.ConvertAll(counts, ofLevel => KneserNeyDiscounts.Estimate(ofLevel, isModified));
        return Estimate(table, codec, counts, discounts);
    }

    /// <summary>The same with given discounts, by order.</summary>
    internal static BackoffModel Estimate(
        NGramTable table, TextCodec codec, int[][] counts, KneserNeyDiscounts[] discounts) => BackoffEstimator.Estimate(
            table, counts, Array.ConvertAll(discounts, ofLevel => (ShareRule)ofLevel.Share), codec);

    /// <summary>By level: what is counted.</summary>
    internal static int[][] CountsOf(NGramTable table)
    {
        var counts = new int[table.Order][];
        for (int level = 1; level < table.Order; level++)
        {
            counts[level - 1] = table.Continuations(level);
        }

        counts[^1] = table.LevelOf(table.Order).Counts;
        return counts;
    }
}

namespace NativeRnn;

/// <summary>From counts to the score: BP · exp(Σ ln p_n / N).</summary>
/// <remarks>Source: Papineni et al., "BLEU", ACL 2002; the corner cases are those of sacreBLEU 2.6.</remarks>
internal static class BleuFormula
{
    private const double LogOfZero = -9999999999; // sacreBLEU's: exp of its share is 0 for every order

    internal static BleuScore Apply(BleuStatistics statistics, BleuOptions options, string signature)
    {
        var counts = Array.ConvertAll(statistics.Counts, count => (double)count);
        var totals = Array.ConvertAll(statistics.Totals, total => (double)total);
        var penalty = BrevityPenalty(statistics.HypothesisLength, statistics.ReferenceLength);
        var precisions = new double[options.MaxOrder];
        var score = 0.0;
        if (Array.Exists(counts, count => count > 0))
        {
            Smooth(counts, totals, options);
            var orders = FillPrecisions(precisions, counts, totals, options);
            score = penalty * Math.Exp(precisions.Take(orders).Sum(Log) / orders);
        }

        return new BleuScore
        {
            Score = score,
            Precisions = precisions,
            Counts = counts,
            Totals = totals,
            BrevityPenalty = penalty,
            HypothesisLength = statistics.HypothesisLength,
            ReferenceLength = statistics.ReferenceLength,
            Signature = signature,
        };
    }

    private static double BrevityPenalty(long hypothesis, long reference) => hypothesis >= reference
        ? 1
        : hypothesis == 0 ? 0 : Math.Exp(1 - (double)reference / hypothesis);

    private static void Smooth(double[] counts, double[] totals, BleuOptions options)
    {
        if (options is not { Smoothing: BleuSmoothing.AddK, EffectiveSmoothingValue: double addition })
        {
            return;
        }

        for (var i = 1; i < counts.Length; i++)
        {
            counts[i] += addition;
            totals[i] += addition;
        }
    }

    // Returns the orders that the mean goes over.
    private static int FillPrecisions(double[] precisions, double[] counts, double[] totals, BleuOptions options)
    {
        var filled = 0;
        var halvings = 1.0;
        while (filled < precisions.Length && totals[filled] > 0)
        {
            var matches = counts[filled];
            if (matches == 0)
            {
                halvings *= 2;
                matches = options.Smoothing switch
                {
                    BleuSmoothing.Exponential => 1 / halvings,
                    BleuSmoothing.Floor => options.EffectiveSmoothingValue!.Value,
                    _ => 0,
                };
            }

            precisions[filled] = 100 * matches / totals[filled];
            filled++;
        }

        return options.UsesEffectiveOrder ? filled : precisions.Length;
    }

    private static double Log(double precision) => precision == 0 ? LogOfZero : Math.Log(precision);
}

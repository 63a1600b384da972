namespace NativeRnn;

/// <summary>From matches to chrF: F_β = (1 + β²) · P · R / (β² · P + R).</summary>
internal static class ChrFFormula
{
    private const double Epsilon = 1e-16; // chrF++.py's stand-in for an undefined ratio

    /// <summary>The score in percent.</summary>
    internal static double Apply(ReadOnlySpan<OrderMatches> orders, ChrFOptions options) =>
        100 * (options.UsesEpsilonSmoothing ? MeanOfScores(orders, options.Beta) : ScoreOfMeans(orders, options.Beta));

    private static double MeanOfScores(ReadOnlySpan<OrderMatches> orders, double beta)
    {
        var sum = 0.0;
        foreach (var order in orders)
        {
            var precision = order.Hypothesis > 0 ? (double)order.Matches / order.Hypothesis : Epsilon;
            var recall = order.Reference > 0 ? (double)order.Matches / order.Reference : Epsilon;
            sum += precision + recall > 0 ? Score(precision, recall, beta) : Epsilon;
        }

        return sum / orders.Length;
    }

    private static double ScoreOfMeans(ReadOnlySpan<OrderMatches> orders, double beta)
    {
        var (precision, recall, comparable) = (0.0, 0.0, 0);
        foreach (var order in orders)
        {
            if (order.IsComparable)
            {
                precision += (double)order.Matches / order.Hypothesis;
                recall += (double)order.Matches / order.Reference;
                comparable++;
            }
        }

        return precision + recall > 0 ? Score(precision / comparable, recall / comparable, beta) : 0;
    }

    private static double Score(double precision, double recall, double beta) =>
        (1 + beta * beta) * precision * recall / (beta * beta * precision + recall);
}

namespace NativeRnn;

/// <summary>What BLEU counts; corpora are sums of their sentences.</summary>
internal sealed class BleuStatistics(int maxOrder)
{
    internal long[] Counts { get; } = new long[maxOrder];

    internal long[] Totals { get; } = new long[maxOrder];

    internal long HypothesisLength { get; private set; }

    internal long ReferenceLength { get; private set; }

    /// <summary>Adds a sentence.</summary>
    /// <param name="hypothesis">Its tokens.</param>
    /// <param name="references">The tokens of at least one reference.</param>
    internal void Add(UnitText hypothesis, IReadOnlyList<UnitText> references)
    {
        HypothesisLength += hypothesis.Count;
        ReferenceLength += NearestLength(hypothesis.Count, references);
        for (var order = 1; order <= maxOrder && order <= hypothesis.Count; order++)
        {
            var own = new NGramCounts(hypothesis, order);
            Totals[order - 1] += own.Total;
            Counts[order - 1] += own.Matches(Allowed(references, order));
        }
    }

    private static NGramCounts Allowed(IReadOnlyList<UnitText> references, int order)
    {
        var allowed = new NGramCounts(references[0], order);
        for (var i = 1; i < references.Count; i++)
        {
            allowed.RaiseTo(new NGramCounts(references[i], order));
        }

        return allowed;
    }

    private static int NearestLength(int length, IReadOnlyList<UnitText> references) => references
        .Select(reference => reference.Count)
        .OrderBy(other => Math.Abs(other - length))
        .ThenBy(other => other)
        .First();
}

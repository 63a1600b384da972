namespace NativeRnn;

/// <summary>How n-grams of one order match.</summary>
/// <param name="Hypothesis">N-grams of the hypothesis; 0 where the reference has none.</param>
/// <param name="Reference">N-grams of the reference.</param>
/// <param name="Matches">Those in both, clipped.</param>
internal readonly record struct OrderMatches(long Hypothesis, long Reference, long Matches)
{
    internal bool IsComparable => Hypothesis > 0 && Reference > 0;

    public static OrderMatches operator +(OrderMatches left, OrderMatches right) => new(
        left.Hypothesis + right.Hypothesis, left.Reference + right.Reference, left.Matches + right.Matches);

    internal static OrderMatches Of(NGramCounts hypothesis, NGramCounts reference) => new(
        reference.Total > 0 ? hypothesis.Total : 0, reference.Total, hypothesis.Matches(reference));
}

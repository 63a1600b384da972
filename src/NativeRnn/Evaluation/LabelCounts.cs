namespace NativeRnn;

/// <summary>Counts what a model makes of labels, batch by batch.</summary>
internal sealed class LabelCounts(LabelSet labels)
{
    private readonly long[] _actual = new long[labels.Count];
    private readonly long[] _predicted = new long[labels.Count];
    private readonly long[] _correct = new long[labels.Count];

    /// <summary>Counts rows of logits.</summary>
    /// <param name="logits">[M, K].</param>
    /// <param name="targets">[M] labels; <see cref="CrossEntropy.IgnoreNothing"/> in padding.</param>
    internal void Add(Tensor logits, ReadOnlySpan<int> targets)
    {
        using var map = logits.Map();
        for (var row = 0; row < targets.Length; row++)
        {
            if (targets[row] == CrossEntropy.IgnoreNothing)
            {
                continue;
            }
            var predicted = LabelProbabilities.IndexOfLargest(map.Span.Slice(row * labels.Count, labels.Count));
            _actual[targets[row]]++;
            _predicted[predicted]++;
            _correct[predicted] += predicted == targets[row] ? 1 : 0;
        }
    }

    internal LabelScores Scores(Loss loss) => new(
        loss, [.. labels.Labels.Select((label, i) => new LabelScore(label, _actual[i], _predicted[i], _correct[i]))]);
}

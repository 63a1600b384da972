namespace NativeRnn;

/// <summary>Makes a back-off model of counts: P(x | h) = share(h, x) + rest(h) · P(x | h′), P(x | nothing) uniform below.</summary>
internal static class BackoffEstimator
{
    /// <summary>Estimates all orders from the lowest up.</summary>
    /// <param name="table">Which n-grams there are.</param>
    /// <param name="counts">By level: the numbers that stand for how often each occurs.</param>
    /// <param name="rules">By level.</param>
    /// <param name="codec">Of the model.</param>
    internal static BackoffModel Estimate(NGramTable table, int[][] counts, ShareRule[] rules, TextCodec codec)
    {
        NGramTrie trie = table.Trie;
        var probabilities = new double[trie.Order][];
        var backoffs = new double[trie.Order - 1][];
        double[] lower = [1.0 / trie.VocabularySize];
        for (int level = 1; level <= trie.Order; level++)
        {
            int[] suffixes = level == 1 ? new int[trie.VocabularySize] : table.LevelOf(level).Suffixes;
            double[] rests = Share(trie, level, counts[level - 1], rules[level - 1], suffixes, ref lower);
            probabilities[level - 1] = Array.ConvertAll(lower, Math.Log10);
            if (level > 1)
            {
                backoffs[level - 2] = rests;
            }
        }

        return new BackoffModel(trie, probabilities, backoffs, codec);
    }

    private static double[] Share(
        NGramTrie trie, int level, int[] counts, ShareRule rule, int[] suffixes, ref double[] probabilities)
    {
        double[] shares = new double[counts.Length];
        double[] rests = new double[trie.CountOf(level - 1)];
        for (int context = 0; context < rests.Length; context++)
        {
            Range children = trie.ChildrenOf(level - 1, context);
            double rest = rule(counts.AsSpan(children), shares.AsSpan(children));
            for (int child = children.Start.Value; child < children.End.Value; child++)
            {
                shares[child] += rest * probabilities[suffixes[child]];
            }

            rests[context] = Math.Log10(rest);
        }

        probabilities = shares;
        return rests;
    }
}

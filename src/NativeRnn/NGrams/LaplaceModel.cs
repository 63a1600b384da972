namespace NativeRnn;

/// <summary>Laplace smoothing in the forms that no back-off model holds: computed from the counts when asked for.</summary>
internal sealed class LaplaceModel : NGramModel
{
    private readonly NGramTable _table;
    private readonly NGramOptions _options;
    private readonly long[][] _totals; // by length of the context from 0: how often something follows it
    private readonly double[] _base; // by token: what is mixed in above order 1

    internal LaplaceModel(NGramTable table, TextCodec codec, NGramOptions options)
        : base(table.Trie, codec)
    {
        _table = table;
        _options = options;
        _totals = [.. Enumerable.Range(0, table.Order).Select(TotalsOf)];
        _base = new double[table.VocabularySize];
        Array.Fill(_base, 1.0 / _base.Length);
        if (options.Form == LaplaceForm.Conditional)
        {
            double[] uniform = [.. _base];
            for (int token = 0; token < _base.Length; token++)
            {
                _base[token] = Mix(0, 0, token, uniform);
            }
        }
    }

    /// <summary>Makes the back-off model of <see cref="LaplaceForm.Nested"/>.</summary>
    internal static BackoffModel EstimateNested(NGramTable table, TextCodec codec, NGramOptions options)
    {
        int[][] counts = [.. Enumerable.Range(1, table.Order).Select(level => table.LevelOf(level).Counts)];
        ShareRule[] rules = [.. Enumerable.Range(1, table.Order).Select(level => RuleOf(
            level == 1 ? options.EpsilonOf(1) * table.VocabularySize : options.EpsilonOf(level)))];
        return BackoffEstimator.Estimate(table, counts, rules, codec);
    }

    internal override double LogProbabilityOf(NGramCursor cursor, int token)
    {
        int length = cursor.Length;
        int context = cursor.Contexts[length];
        int node = cursor.Found[length + 1];
        return Math.Log(context == NGramTrie.Absent ? _base[token] : MixNode(length, context, node, token, _base));
    }

    internal override void Predict(NGramCursor cursor, Span<double> probabilities)
    {
        int length = cursor.Length;
        int context = cursor.Contexts[length];
        for (int token = 0; token < probabilities.Length; token++)
        {
            probabilities[token] = context == NGramTrie.Absent ? _base[token] : Mix(length, context, token, _base);
        }
    }

    private double Mix(int length, int context, int token, double[] mixed) =>
        MixNode(length, context, Trie.ChildOf(length, context, token), token, mixed);

    private double MixNode(int length, int context, int node, int token, double[] mixed)
    {
        double epsilon = _options.EpsilonOf(length + 1);
        if (length == 0 || _options.Form == LaplaceForm.Marginal)
        {
            epsilon *= mixed.Length; // ε for each token
        }

        double count = node == NGramTrie.Absent ? 0 : _table.LevelOf(length + 1).Counts[node];
        double total = _totals[length][context] + epsilon;
        double uniform = 1.0 / mixed.Length;
        double rest = length == 0 ? uniform : mixed[token];
        return total == 0 ? rest : (count + (epsilon * rest)) / total;
    }

    private long[] TotalsOf(int length)
    {
        int[] counts = _table.LevelOf(length + 1).Counts;
        long[] totals = new long[Trie.CountOf(length)];
        for (int context = 0; context < totals.Length; context++)
        {
            foreach (int count in counts.AsSpan(Trie.ChildrenOf(length, context)))
            {
                totals[context] += count;
            }
        }

        return totals;
    }

    private static ShareRule RuleOf(double epsilon) => (counts, shares) =>
    {
        double total = epsilon;
        foreach (int count in counts)
        {
            total += count;
        }

        for (int i = 0; i < counts.Length && total > 0; i++)
        {
            shares[i] = counts[i] / total;
        }

        return total > 0 ? epsilon / total : 1;
    };
}

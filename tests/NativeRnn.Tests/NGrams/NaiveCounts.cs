namespace NativeRnn.Tests.NGrams;

/// <summary>n-grams counted in dictionaries, and Kneser–Ney written down from the paper's sums.</summary>
internal sealed class NaiveCounts(int[] text, int vocabularySize, int order, bool isModified)
{
    private readonly Dictionary<int, Dictionary<string, int>> _counts = [];

    public static string Key(IEnumerable<int> ids) => string.Join(' ', ids);

    public static int[] Ids(string key) => [.. key.Split(' ').Select(int.Parse)];

    public static Dictionary<string, int> Of(int[] text, int n) => Enumerable.Range(0, Math.Max(0, text.Length - n + 1))
        .GroupBy(start => Key(text[start..(start + n)]))
        .ToDictionary(group => group.Key, group => group.Count());

    /// <summary>P(token | context), the context of at most order − 1 tokens.</summary>
    public double Probability(int[] context, int token)
    {
        double lower = context.Length == 0 ? 1.0 / vocabularySize : Probability(context[1..], token);
        int n = context.Length + 1;
        int[] followers = [.. Enumerable.Range(0, vocabularySize).Select(next => Count(n, [.. context, next]))];
        double total = followers.Sum();
        if (total == 0)
        {
            return lower;
        }

        double rest = followers.Sum(count => Discount(n, count)) / total;
        return ((followers[token] - Discount(n, followers[token])) / total) + (rest * lower);
    }

    private int Count(int n, int[] ngram)
    {
        if (!_counts.TryGetValue(n, out var counts))
        {
            counts = n == order ? Of(text, n) : Of(text, n).Keys.ToDictionary(key => key, key => Math.Max(1, Predecessors(Ids(key))));
            _counts.Add(n, counts);
        }

        return counts.GetValueOrDefault(Key(ngram));
    }

    private int Predecessors(int[] ngram) => Enumerable.Range(1, text.Length - 1)
        .Where(start => start + ngram.Length <= text.Length && text.AsSpan(start, ngram.Length).SequenceEqual(ngram))
        .Select(start => text[start - 1]).Distinct().Count();

    private double Discount(int n, int count)
    {
        double[] r = [.. Enumerable.Range(0, 5).Select(times => (double)_counts[n].Values.Count(one => one == times))];
        double y = r[1] / (r[1] + (2 * r[2]));
        double[] estimated = isModified
            ? [1 - (2 * y * r[2] / r[1]), 2 - (3 * y * r[3] / r[2]), 3 - (4 * y * r[4] / r[3])]
            : [y, y, y];
        bool isUsable = estimated[0] is > 0 and <= 1 && estimated[1] is >= 0 and <= 2 && estimated[2] is >= 0 and <= 3;
        double[] discounts = isUsable ? estimated : isModified ? [0.5, 1, 1.5] : [0.5, 0.5, 0.5];
        return count == 0 ? 0 : discounts[Math.Min(count, 3) - 1];
    }
}

namespace NativeRnn;

/// <summary>The n-grams of one length by falling frequency, ties by first appearance.</summary>
/// <remarks>Immutable; may be used from many threads at once.</remarks>
public sealed class FrequencyTable
{
    private const int ExceptionalRanks = 9; // the first few words do not follow the law (d2l 8.3.2)

    private readonly NGramTable _table;
    private readonly int[] _nodes; // by rank
    private readonly int[] _counts;

    /// <summary>Ranks the n-grams of one length.</summary>
    /// <param name="table">What was counted.</param>
    /// <param name="length">1 (tokens) to the table's order.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is outside.</exception>
    public FrequencyTable(NGramTable table, int length)
    {
        ArgumentNullException.ThrowIfNull(table);
        NGramLevel level = table.LevelOf(length);
        _table = table;
        Length = length;
        _nodes = [.. Enumerable.Range(0, level.Counts.Length).Where(node => level.Counts[node] > 0)];
        Array.Sort(_nodes, (left, right) => level.Counts[right] != level.Counts[left]
            ? level.Counts[right].CompareTo(level.Counts[left])
            : level.Positions[left].CompareTo(level.Positions[right]));
        _counts = Array.ConvertAll(_nodes, node => level.Counts[node]);
        TotalCount = _counts.Sum(count => (long)count);
    }

    /// <summary>Tokens of an n-gram.</summary>
    public int Length { get; }

    /// <summary>How many different n-grams there are: the last rank.</summary>
    public int Count => _nodes.Length;

    /// <summary>How many n-grams the text has, repeated ones included.</summary>
    public long TotalCount { get; }

    /// <summary>Counts and ranks the n-grams of a text.</summary>
    /// <param name="corpus">The text.</param>
    /// <param name="length">1 (tokens) to <see cref="NGramTable.MaxOrder"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is outside.</exception>
    public static FrequencyTable Of(Corpus corpus, int length = 1)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        return new FrequencyTable(NGramTable.Count(corpus.Tokens.Span, corpus.Vocabulary.Count, length), length);
    }

    /// <summary>The count of the n-gram at a rank.</summary>
    /// <param name="rank">1 to <see cref="Count"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rank"/> is outside.</exception>
    public long CountAt(int rank)
    {
        RequireRank(rank, 1, nameof(rank));
        return _counts[rank - 1];
    }

    /// <summary>The most frequent n-grams.</summary>
    /// <param name="count">At most so many; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public IReadOnlyList<FrequencyEntry> Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        NGramLevel level = _table.LevelOf(Length);
        return [.. _nodes.Take(count).Select(node => new FrequencyEntry(IdsOf(node), level.Counts[node]))];
    }

    /// <summary>Fits Zipf's law to a part of the ranks.</summary>
    /// <param name="firstRank">The first rank of it; default 10: the first few are exceptions.</param>
    /// <param name="lastRank">
    /// The last one; default null: the last n-gram that occurs twice, since those that occur once lie on a level line.
    /// </param>
    /// <returns>The line; null where the ranks are fewer than two.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="firstRank"/> is below 1, or <paramref name="lastRank"/> beyond the ranks or before the first.
    /// </exception>
    public ZipfFit? FitZipf(int firstRank = ExceptionalRanks + 1, int? lastRank = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(firstRank, 1);
        if (lastRank is { } given)
        {
            RequireRank(given, firstRank, nameof(lastRank));
        }

        int last = lastRank ?? LastRankOf(2);
        return last > firstRank ? ZipfFit.Of(this, firstRank, last) : null;
    }

    private int LastRankOf(int count)
    {
        int rank = Count;
        while (rank > 0 && _counts[rank - 1] < count)
        {
            rank--;
        }

        return rank;
    }

    private int[] IdsOf(int node)
    {
        NGramTrie trie = _table.Trie;
        int[] ids = new int[Length];
        for (int level = Length; level >= 1; level--)
        {
            ids[level - 1] = trie.TokenOf(level, node);
            node = level == 1 ? 0 : trie.ParentOf(level, node);
        }

        return ids;
    }

    private void RequireRank(int rank, int least, string parameter)
    {
        if (rank < least || rank > Count)
        {
            throw new ArgumentOutOfRangeException(parameter, rank, $"The rank must be {least} to {Count}.");
        }
    }
}

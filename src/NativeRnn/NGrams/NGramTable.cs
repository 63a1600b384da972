namespace NativeRnn;

/// <summary>How often each n-gram of a text occurs, for all lengths up to an order.</summary>
/// <remarks>Immutable; may be used from many threads at once. About 20 bytes per distinct n-gram.</remarks>
public sealed class NGramTable
{
    /// <summary>The longest order; texts beyond it hold hardly any n-gram twice.</summary>
    public const int MaxOrder = 32;

    private readonly NGramLevel[] _levels;

    private NGramTable(NGramTrie trie, NGramLevel[] levels, int tokenCount)
    {
        Trie = trie;
        _levels = levels;
        TokenCount = tokenCount;
    }

    /// <summary>The length of the longest n-grams counted.</summary>
    public int Order => Trie.Order;

    /// <summary>How many tokens the vocabulary has, m.</summary>
    public int VocabularySize => Trie.VocabularySize;

    /// <summary>How many tokens the text has.</summary>
    public int TokenCount { get; }

    internal NGramTrie Trie { get; }

    /// <summary>Counts the n-grams of a text.</summary>
    /// <param name="tokens">At least one id, each 0 to <paramref name="vocabularySize"/> − 1; one stream, no sentence ends.</param>
    /// <param name="vocabularySize">At least 1.</param>
    /// <param name="order">The longest n-grams, 1 to <see cref="MaxOrder"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="tokens"/> is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number or an id is outside.</exception>
    public static NGramTable Count(ReadOnlySpan<int> tokens, int vocabularySize, int order)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabularySize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(order, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(order, MaxOrder);
        if (tokens.IsEmpty)
        {
            throw new ArgumentException("A text without tokens has no n-grams; give at least one token.", nameof(tokens));
        }

        foreach (int token in tokens)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(token, nameof(tokens));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, vocabularySize, nameof(tokens));
        }

        (NGramTrie trie, NGramLevel[] levels) = NGramCounter.Count(tokens.ToArray(), vocabularySize, order);
        return new NGramTable(trie, levels, tokens.Length);
    }

    /// <summary>How many different n-grams of a length the text holds.</summary>
    /// <param name="length">1 to <see cref="Order"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is outside.</exception>
    public int DistinctCount(int length) => length == 1
        ? _levels[0].Counts.Count(count => count > 0)
        : LevelOf(length).Counts.Length;

    /// <summary>How often an n-gram occurs, n(x₁ … x_k); 0 where it does not.</summary>
    /// <param name="ngram">1 to <see cref="Order"/> ids of the vocabulary.</param>
    /// <exception cref="ArgumentOutOfRangeException">Its length or an id is outside.</exception>
    public long CountOf(ReadOnlySpan<int> ngram)
    {
        int[] counts = LevelOf(ngram.Length).Counts;
        foreach (int token in ngram)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(token, nameof(ngram));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, VocabularySize, nameof(ngram));
        }

        int node = Trie.Find(ngram);
        return node == NGramTrie.Absent ? 0 : counts[node];
    }

    /// <summary>What was counted of n-grams of a length.</summary>
    internal NGramLevel LevelOf(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Order);
        return _levels[length - 1];
    }

    /// <summary>By node of a length: how many different tokens stand before the n-gram, at least 1.</summary>
    /// <remarks>What only begins the text has none before it: it counts as 1, so that it is not lost.</remarks>
    internal int[] Continuations(int length)
    {
        int[] continuations = new int[Trie.CountOf(length)];
        foreach (int suffix in LevelOf(length + 1).Suffixes)
        {
            continuations[suffix]++;
        }

        int[] counts = LevelOf(length).Counts;
        for (int node = 0; node < continuations.Length; node++)
        {
            continuations[node] = counts[node] == 0 ? 0 : Math.Max(continuations[node], 1);
        }

        return continuations;
    }
}

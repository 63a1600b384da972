namespace NativeRnn;

/// <summary>Gathers the n-grams of an ARPA file, which may stand in any order, into a trie.</summary>
internal sealed class ArpaLevels
{
    private readonly int[][] _tokens;
    private readonly int[][] _children;
    private readonly double[][] _probabilities;
    private readonly double[][] _backoffs;
    private readonly int[] _ngram;
    private readonly List<ulong> _keys = []; // of the level being read: parent and token
    private readonly List<double> _readProbabilities = [];
    private readonly List<double> _readBackoffs = [];
    private readonly List<string> _words = [Vocabulary.Unknown];
    private readonly Dictionary<string, int> _indices = new(StringComparer.Ordinal) { [Vocabulary.Unknown] = 0 };
    private readonly HashSet<ulong> _seen = [];
    private NGramTrie? _trie; // of the levels read

    internal ArpaLevels(int order)
    {
        _tokens = new int[order][];
        _children = new int[order - 1][];
        _probabilities = new double[order][];
        _backoffs = new double[order - 1][];
        _ngram = new int[order];
    }

    /// <summary>Takes an n-gram.</summary>
    /// <returns>Null, or what is wrong with it.</returns>
    internal string? Add(int level, ReadOnlySpan<string> words, double probability, double backoff)
    {
        if (level == 1 && words[0] != Vocabulary.Unknown && _indices.TryAdd(words[0], _words.Count))
        {
            _words.Add(words[0]);
        }

        for (int i = 0; i < level; i++)
        {
            if (!_indices.TryGetValue(words[i], out _ngram[i]))
            {
                return $"the token '{words[i]}' is not among the 1-grams";
            }
        }

        int parent = level == 1 ? 0 : _trie!.Find(_ngram.AsSpan(0, level - 1));
        if (parent == NGramTrie.Absent)
        {
            return $"the n-gram's first {level - 1} tokens are not listed on their own";
        }

        ulong key = ((ulong)parent << 32) | (uint)_ngram[level - 1];
        _keys.Add(key);
        _readProbabilities.Add(probability);
        _readBackoffs.Add(backoff);
        return _seen.Add(key) ? null : "the n-gram stands twice";
    }

    /// <summary>Ends a level.</summary>
    internal void Complete(int level)
    {
        if (level == 1 && !_seen.Contains(0))
        {
            _keys.Add(0); // a closed vocabulary: what is unknown cannot be
            _readProbabilities.Add(double.NegativeInfinity);
            _readBackoffs.Add(0);
        }

        ulong[] keys = [.. _keys];
        int[] order = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(keys, order);
        _tokens[level - 1] = Array.ConvertAll(keys, key => (int)(uint)key);
        _probabilities[level - 1] = Array.ConvertAll(order, read => _readProbabilities[read]);
        if (level <= _backoffs.Length)
        {
            _backoffs[level - 1] = Array.ConvertAll(order, read => _readBackoffs[read]);
        }

        if (level > 1)
        {
            _children[level - 2] = ChildrenOf(keys, _tokens[level - 2].Length);
        }

        _trie = new NGramTrie(_tokens[..level], _children[..(level - 1)]);
        _keys.Clear();
        _readProbabilities.Clear();
        _readBackoffs.Clear();
        _seen.Clear();
    }

    internal BackoffModel Build(Normalization normalization, TokenUnit unit) => new(
        _trie!, _probabilities, _backoffs, new TextCodec(Vocabulary.FromTokens(_words), normalization, unit));

    private static int[] ChildrenOf(ulong[] keys, int parents)
    {
        int[] children = new int[parents + 1];
        foreach (ulong key in keys)
        {
            children[(int)(key >> 32) + 1]++;
        }

        for (int parent = 0; parent < parents; parent++)
        {
            children[parent + 1] += children[parent];
        }

        return children;
    }
}

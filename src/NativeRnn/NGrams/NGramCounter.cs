namespace NativeRnn;

/// <summary>Counts all n-grams of a text up to a length.</summary>
/// <remarks>
/// The positions of the text are sorted by the token that begins there, then, group by group, by the next one and so
/// on: each group of level k is one k-gram. Time grows with tokens · order, memory with tokens plus nodes.
/// </remarks>
internal sealed class NGramCounter
{
    private readonly int[] _text;
    private readonly int _vocabularySize;
    private readonly int[] _sortedPositions;
    private readonly int[] _keys;
    private readonly int[] _spare;
    private readonly int[] _buckets;
    private int[] _nodeAt; // by position: the node of the n-gram that begins there, one level below
    private int[] _groups; // by node: where its positions begin in the sorted ones, and one more
    private int _nodeCount;

    private NGramCounter(int[] text, int vocabularySize)
    {
        _text = text;
        _vocabularySize = vocabularySize;
        _sortedPositions = new int[text.Length];
        _keys = new int[text.Length];
        _spare = new int[text.Length];
        _buckets = new int[vocabularySize + 1];
        _nodeAt = text;
        _groups = new int[vocabularySize + 1];
        _nodeCount = vocabularySize;
    }

    internal static (NGramTrie Trie, NGramLevel[] Levels) Count(int[] text, int vocabularySize, int order)
    {
        var counter = new NGramCounter(text, vocabularySize);
        var tokens = new int[order][];
        var children = new int[order - 1][];
        var levels = new NGramLevel[order];
        (tokens[0], levels[0]) = counter.CountTokens();
        for (int level = 2; level <= order; level++)
        {
            (tokens[level - 1], children[level - 2], levels[level - 1]) = counter.Prolong(level);
        }

        return (new NGramTrie(tokens, children), levels);
    }

    private (int[] Tokens, NGramLevel Level) CountTokens()
    {
        int[] counts = new int[_vocabularySize];
        int[] first = new int[_vocabularySize];
        Array.Fill(first, -1);
        for (int position = _text.Length - 1; position >= 0; position--)
        {
            counts[_text[position]]++;
            first[_text[position]] = position;
        }

        for (int token = 0; token < _vocabularySize; token++)
        {
            _groups[token + 1] = _groups[token] + counts[token];
        }

        int[] next = _groups[..^1];
        for (int position = 0; position < _text.Length; position++)
        {
            _sortedPositions[next[_text[position]]++] = position;
        }

        return ([.. Enumerable.Range(0, _vocabularySize)], new NGramLevel(counts, first, []));
    }

    private (int[] Tokens, int[] Children, NGramLevel Level) Prolong(int length)
    {
        var found = new FoundNodes(_text.Length);
        int[] children = new int[_nodeCount + 1];
        int[] nodeAt = new int[_text.Length];
        int written = 0;
        for (int parent = 0; parent < _nodeCount; parent++)
        {
            int count = Gather(_groups[parent], _groups[parent + 1], length - 1, written);
            Sort(written, count);
            found.AddRuns(_keys, _sortedPositions, written, count, nodeAt);
            written += count;
            children[parent + 1] = found.Count;
        }

        int[] suffixes = found.SuffixesIn(_nodeAt);
        _groups = found.Groups();
        (_nodeAt, _nodeCount) = (nodeAt, found.Count);
        return (found.Tokens(), children, new NGramLevel(found.Counts(), found.Positions(), suffixes));
    }

    /// <summary>Moves a group up to where the written ones end and notes the token that follows each n-gram.</summary>
    private int Gather(int start, int end, int offset, int target)
    {
        int first = target;
        for (int i = start; i < end; i++)
        {
            int position = _sortedPositions[i];
            if (position + offset < _text.Length) // the text's last n-gram has no next token
            {
                _sortedPositions[target] = position;
                _keys[target++] = _text[position + offset];
            }
        }

        return target - first;
    }

    private void Sort(int start, int count)
    {
        if (count > 2 * _vocabularySize)
        {
            SortByBuckets(_keys.AsSpan(start, count), _sortedPositions.AsSpan(start, count));
        }
        else if (count > 1)
        {
            _keys.AsSpan(start, count).Sort(_sortedPositions.AsSpan(start, count));
        }
    }

    private void SortByBuckets(Span<int> keys, Span<int> positions)
    {
        _buckets.AsSpan().Clear();
        foreach (int key in keys)
        {
            _buckets[key + 1]++;
        }

        for (int token = 0; token < _vocabularySize; token++)
        {
            _buckets[token + 1] += _buckets[token];
        }

        for (int i = 0; i < keys.Length; i++)
        {
            _spare[_buckets[keys[i]]++] = positions[i];
        }

        _spare.AsSpan(0, positions.Length).CopyTo(positions);
        int next = 0;
        for (int token = 0; token < _vocabularySize; token++)
        {
            keys[next.._buckets[token]].Fill(token);
            next = _buckets[token];
        }
    }

    /// <summary>The nodes of a level as they are found.</summary>
    private sealed class FoundNodes(int capacity)
    {
        private readonly List<int> _tokens = new(capacity / 4);
        private readonly List<int> _counts = new(capacity / 4);
        private readonly List<int> _positions = new(capacity / 4);

        internal int Count => _tokens.Count;

        internal void AddRuns(int[] keys, int[] positions, int start, int count, int[] nodeAt)
        {
            int end = start + count;
            while (start < end)
            {
                int first = int.MaxValue;
                int run = start;
                for (; run < end && keys[run] == keys[start]; run++)
                {
                    first = Math.Min(first, positions[run]);
                    nodeAt[positions[run]] = _tokens.Count;
                }

                _tokens.Add(keys[start]);
                _counts.Add(run - start);
                _positions.Add(first);
                start = run;
            }
        }

        internal int[] Tokens() => [.. _tokens];

        internal int[] Counts() => [.. _counts];

        internal int[] Positions() => [.. _positions];

        internal int[] SuffixesIn(int[] nodeBelowAt) => [.. _positions.ConvertAll(position => nodeBelowAt[position + 1])];

        internal int[] Groups()
        {
            int[] groups = new int[Count + 1];
            for (int node = 0; node < Count; node++)
            {
                groups[node + 1] = groups[node] + _counts[node];
            }

            return groups;
        }
    }
}

namespace NativeRnn;

/// <summary>The best ended hypotheses of one group, in falling order.</summary>
internal sealed class RankedHypotheses(int capacity)
{
    private Entry[] _entries = new Entry[Math.Min(capacity, 8)];

    internal int Count { get; private set; }

    /// <summary>How many have finished, those that were not kept included.</summary>
    internal int Finished { get; private set; }

    internal ref readonly Entry this[int place] => ref _entries[place];

    internal void Clear() => (Count, Finished) = (0, 0);

    /// <summary>Whether nothing of that score, added later, would be kept: later ones are longer and lose a tie.</summary>
    internal bool IsOutOfReach(double score) =>
        Count == capacity && _entries[Count - 1].IsFinished && score <= _entries[Count - 1].Score;

    /// <summary>Takes a hypothesis in if it is among the best.</summary>
    internal bool Add(SearchTree tree, in Entry entry)
    {
        Finished += entry.IsFinished ? 1 : 0;
        if (Count == capacity && !Precedes(tree, entry, _entries[Count - 1]))
        {
            return false;
        }
        if (Count < capacity && Count++ == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Min(capacity, 2 * _entries.Length));
        }
        var place = Count - 1;
        for (; place > 0 && Precedes(tree, entry, _entries[place - 1]); place--)
        {
            _entries[place] = _entries[place - 1];
        }
        _entries[place] = entry;
        return true;
    }

    private static bool Precedes(SearchTree tree, in Entry entry, in Entry other)
    {
        if (entry.IsFinished != other.IsFinished)
        {
            return entry.IsFinished;
        }
        if (entry.Score != other.Score)
        {
            return entry.Score > other.Score;
        }
        var (length, otherLength) = (tree[entry.Node].Length, tree[other.Node].Length);
        return length != otherLength ? length < otherLength : tree.Precedes(entry.Node, other.Node);
    }

    internal readonly record struct Entry(int Node, double Score, bool IsFinished);
}

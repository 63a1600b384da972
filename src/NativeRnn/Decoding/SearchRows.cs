namespace NativeRnn;

/// <summary>The rows of one call of a scorer: what each reads, which former row it continues, whose it is.</summary>
internal sealed class SearchRows
{
    private int[] _tokens = new int[16];
    private int[] _parents = new int[16];
    private int[] _nodes = new int[16];
    private int[] _groups = new int[16];

    internal int Count { get; private set; }

    internal ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, Count);

    internal ReadOnlySpan<int> Parents => _parents.AsSpan(0, Count);

    /// <summary>Each row's hypothesis in the tree.</summary>
    internal ReadOnlySpan<int> Nodes => _nodes.AsSpan(0, Count);

    /// <summary>Whose hypothesis it is; rows of one group lie side by side.</summary>
    internal ReadOnlySpan<int> Groups => _groups.AsSpan(0, Count);

    internal void Add(int token, int parent, int node, int group)
    {
        if (Count == _tokens.Length)
        {
            Grow(2 * Count);
        }
        _tokens[Count] = token;
        _parents[Count] = parent;
        _nodes[Count] = node;
        _groups[Count++] = group;
    }

    /// <summary>Keeps only the first so many.</summary>
    internal void Truncate(int count) => Count = count;

    private void Grow(int capacity)
    {
        Array.Resize(ref _tokens, capacity);
        Array.Resize(ref _parents, capacity);
        Array.Resize(ref _nodes, capacity);
        Array.Resize(ref _groups, capacity);
    }
}

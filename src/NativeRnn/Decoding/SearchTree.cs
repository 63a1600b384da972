namespace NativeRnn;

/// <summary>Hypotheses as a tree: each node is a token, its parent the hypothesis that the token continues.</summary>
internal sealed class SearchTree
{
    internal const int None = -1;

    private Node[] _nodes = new Node[64];

    internal int Count { get; private set; }

    internal ref readonly Node this[int node] => ref _nodes[node];

    internal void Clear() => Count = 0;

    internal int AddRoot() => Add(new Node { Token = None, Parent = None, AttentionRow = None });

    internal int Add(int parent, int token, float logProbability) => Add(new Node
    {
        Token = token,
        Parent = parent,
        AttentionRow = None,
        LogProbability = logProbability,
        Total = _nodes[parent].Total + logProbability,
        Length = _nodes[parent].Length + 1,
    });

    internal void RemoveLast() => Count--;

    internal void SetAttentionRow(int node, int row) => _nodes[node].AttentionRow = row;

    /// <summary>Writes a node's tokens, the first one first; as many as its length.</summary>
    internal void CopyTokens(int node, Span<int> tokens)
    {
        for (var at = _nodes[node].Length - 1; at >= 0; at--)
        {
            tokens[at] = _nodes[node].Token;
            node = _nodes[node].Parent;
        }
    }

    /// <summary>Whether the tokens of one node come before those of another of the same length.</summary>
    internal bool Precedes(int node, int other)
    {
        var precedes = false;
        for (; node != other && node != None && other != None; node = _nodes[node].Parent, other = _nodes[other].Parent)
        {
            if (_nodes[node].Token != _nodes[other].Token) // the difference nearest the root is seen last
            {
                precedes = _nodes[node].Token < _nodes[other].Token;
            }
        }
        return precedes;
    }

    private int Add(Node node)
    {
        if (Count == _nodes.Length)
        {
            Array.Resize(ref _nodes, 2 * Count);
        }
        _nodes[Count] = node;
        return Count++;
    }

    internal struct Node
    {
        internal int Token;
        internal int Parent;
        internal int Length; // tokens from the root on
        internal int AttentionRow; // where the weights lie with which its children were scored
        internal float LogProbability;
        internal double Total;
    }
}

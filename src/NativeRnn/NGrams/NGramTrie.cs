namespace NativeRnn;

/// <summary>Which n-grams there are: each is a node below the n-gram that it prolongs by one token.</summary>
/// <remarks>
/// Level k holds the k-grams; the nodes of one parent lie side by side, by rising token, so that a node is found by
/// binary search among its siblings. Level 1 holds every token of the vocabulary at its own index. Level 0 is the
/// empty n-gram, node 0. A node costs 8 bytes. Immutable.
/// </remarks>
internal sealed class NGramTrie
{
    internal const int Absent = -1;

    private readonly int[][] _tokens; // by level: the last token of each node
    private readonly int[][] _children; // by level: where each node's children begin in the next one, and one more

    /// <param name="tokens">By level, from level 1: the last token of each node.</param>
    /// <param name="children">By level, from level 1 to the last but one: see above.</param>
    internal NGramTrie(int[][] tokens, int[][] children)
    {
        _tokens = tokens;
        _children = children;
    }

    /// <summary>The length of the longest n-grams.</summary>
    internal int Order => _tokens.Length;

    /// <summary>How many tokens the vocabulary has.</summary>
    internal int VocabularySize => _tokens[0].Length;

    /// <summary>How many nodes a level has; level 0 has one.</summary>
    internal int CountOf(int level) => level == 0 ? 1 : _tokens[level - 1].Length;

    /// <summary>The last token of a node.</summary>
    internal int TokenOf(int level, int node) => _tokens[level - 1][node];

    /// <summary>The node that a node prolongs.</summary>
    /// <param name="level">That of <paramref name="node"/>, at least 2.</param>
    /// <param name="node">Not of level 1, whose nodes prolong nothing.</param>
    internal int ParentOf(int level, int node)
    {
        ReadOnlySpan<int> starts = _children[level - 2];
        int low = 0; // the last parent whose children begin at the node or before it
        int high = starts.Length - 1;
        while (high - low > 1)
        {
            int middle = low + ((high - low) / 2);
            (low, high) = starts[middle] <= node ? (middle, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The nodes of the next level that prolong a node.</summary>
    internal Range ChildrenOf(int level, int node) => level == 0
        ? ..VocabularySize
        : _children[level - 1][node].._children[level - 1][node + 1];

    /// <summary>The node that prolongs a node by a token; <see cref="Absent"/> where there is none.</summary>
    /// <param name="level">That of <paramref name="node"/>, below <see cref="Order"/>.</param>
    /// <param name="node">The parent.</param>
    /// <param name="token">An id of the vocabulary.</param>
    internal int ChildOf(int level, int node, int token)
    {
        if (level == 0)
        {
            return token;
        }

        int[] starts = _children[level - 1];
        int first = starts[node];
        int found = _tokens[level].AsSpan(first..starts[node + 1]).BinarySearch(token);
        return found < 0 ? Absent : first + found;
    }

    /// <summary>The node of an n-gram; <see cref="Absent"/> where it is not there or too long.</summary>
    internal int Find(ReadOnlySpan<int> ngram)
    {
        int node = ngram.Length <= Order ? 0 : Absent;
        for (int level = 0; level < ngram.Length && node != Absent; level++)
        {
            node = ChildOf(level, node, ngram[level]);
        }

        return node;
    }

    /// <summary>Walks over all nodes of a level, by rising tokens.</summary>
    /// <param name="level">From 1.</param>
    /// <param name="visit">Gets the node and its tokens, which change with the next call.</param>
    internal void Visit(int level, NGramVisitor visit)
    {
        int[] path = new int[level];
        Visit(0, 0, path, visit);
    }

    private void Visit(int level, int node, int[] path, NGramVisitor visit)
    {
        if (level == path.Length)
        {
            visit(node, path);
            return;
        }

        Range children = ChildrenOf(level, node);
        for (int child = children.Start.Value; child < children.End.Value; child++)
        {
            path[level] = _tokens[level][child];
            Visit(level + 1, child, path, visit);
        }
    }
}

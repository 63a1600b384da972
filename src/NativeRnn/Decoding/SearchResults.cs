namespace NativeRnn;

/// <summary>Reads hypotheses and traces out of a finished search.</summary>
internal sealed class SearchResults(SearchTree tree, SearchTokens tokens, AttentionLog attention)
{
    private int[] _roots = [];

    internal List<Hypothesis> Hypotheses(List<RankedHypotheses> groups)
    {
        var hypotheses = new List<Hypothesis>();
        foreach (var group in groups)
        {
            for (var place = 0; place < group.Count; place++)
            {
                hypotheses.Add(Hypothesis(group[place]));
            }
        }
        return hypotheses;
    }

    /// <summary>The nodes of a run of roots, which are the tree's first nodes, by their order of keeping.</summary>
    internal List<SearchNode> Trace(int firstRoot, int roots)
    {
        FindRoots();
        var places = new Dictionary<int, int>();
        var trace = new List<SearchNode>();
        for (var node = 0; node < tree.Count; node++)
        {
            ref readonly var entry = ref tree[node];
            if (entry.Parent == SearchTree.None || _roots[node] < firstRoot || _roots[node] >= firstRoot + roots)
            {
                continue;
            }
            places.Add(node, trace.Count);
            var parent = places.GetValueOrDefault(entry.Parent, SearchTree.None);
            trace.Add(new SearchNode(
                entry.Length - 1, entry.Token, parent, entry.LogProbability, entry.Total, entry.Token == tokens.End));
        }
        return trace;
    }

    private void FindRoots()
    {
        if (_roots.Length == tree.Count)
        {
            return;
        }
        _roots = new int[tree.Count];
        for (var node = 0; node < tree.Count; node++)
        {
            _roots[node] = tree[node].Parent == SearchTree.None ? node : _roots[tree[node].Parent];
        }
    }

    private Hypothesis Hypothesis(in RankedHypotheses.Entry entry)
    {
        var length = tree[entry.Node].Length;
        var sequence = new int[length];
        tree.CopyTokens(entry.Node, sequence);
        return new Hypothesis
        {
            Tokens = sequence.AsMemory(0, entry.IsFinished ? length - 1 : length),
            LogProbability = tree[entry.Node].Total,
            Score = entry.Score,
            IsFinished = entry.IsFinished,
            TokenLogProbabilities = LogProbabilities(entry.Node),
            Attention = Attention(entry.Node),
        };
    }

    private float[] LogProbabilities(int node)
    {
        var values = new float[tree[node].Length];
        for (; tree[node].Parent != SearchTree.None; node = tree[node].Parent)
        {
            values[tree[node].Length - 1] = tree[node].LogProbability;
        }
        return values;
    }

    private ReadOnlyMemory<float>[] Attention(int node)
    {
        if (attention.Count == 0)
        {
            return [];
        }
        var rows = new ReadOnlyMemory<float>[tree[node].Length];
        for (; tree[node].Parent != SearchTree.None; node = tree[node].Parent)
        {
            rows[tree[node].Length - 1] = attention.Copy(tree[tree[node].Parent].AttentionRow);
        }
        return rows;
    }
}

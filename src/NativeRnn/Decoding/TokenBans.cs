namespace NativeRnn;

/// <summary>Which tokens the rows of a step may not take.</summary>
internal sealed class TokenBans
{
    private readonly DecodingOptions _options;
    private readonly int[] _always;
    private readonly int _end;
    private int[] _banned = new int[64];
    private int[] _starts = new int[17]; // of each row in _banned, and the last row's end
    private int[] _history = new int[16];
    private int _count;

    internal TokenBans(SearchTokens tokens, DecodingOptions options)
    {
        _options = options;
        _end = tokens.End;
        _always = AlwaysBanned(tokens, options);
    }

    /// <summary>Different tokens that no sequence has.</summary>
    internal ReadOnlySpan<int> Always => _always;

    /// <summary>The most that any row of the step may not take, repetitions counted.</summary>
    internal int Most { get; private set; }

    /// <summary>What a row may not take; repetitions are possible.</summary>
    internal ReadOnlySpan<int> Of(int row) => _banned.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);

    /// <summary>Works out the bans of a step's rows, all of which hold hypotheses of one length.</summary>
    internal void Collect(SearchTree tree, ReadOnlySpan<int> nodes, int length)
    {
        if (_starts.Length <= nodes.Length)
        {
            _starts = new int[2 * nodes.Length];
        }
        _count = 0;
        Most = 0;
        for (var row = 0; row < nodes.Length; row++)
        {
            _starts[row] = _count;
            AddBans(tree, nodes[row], length);
            Most = Math.Max(Most, _count - _starts[row]);
        }
        _starts[nodes.Length] = _count;
    }

    private static int[] AlwaysBanned(SearchTokens tokens, DecodingOptions options)
    {
        var banned = new HashSet<int>(tokens.Forbidden.ToArray());
        if (tokens.Begin != tokens.End)
        {
            banned.Add(tokens.Begin);
        }
        if (!options.AllowUnknown)
        {
            banned.Add(tokens.Unknown ?? throw new ArgumentException(
                "AllowUnknown is off, but the tokens name no unknown token: set Unknown.", nameof(tokens)));
        }
        if (banned.Contains(tokens.End))
        {
            throw new ArgumentException($"The end token {tokens.End} must not be forbidden.", nameof(tokens));
        }
        return [.. banned];
    }

    private void AddBans(SearchTree tree, int node, int length)
    {
        foreach (var token in _always)
        {
            Add(token);
        }
        if (length < _options.MinLength)
        {
            Add(_end);
        }
        if (_options.NoRepeatNGram > 0 && length >= _options.NoRepeatNGram)
        {
            AddRepetitions(tree, node, length);
        }
    }

    // Whatever followed the last n - 1 tokens where they stood before.
    private void AddRepetitions(SearchTree tree, int node, int length)
    {
        if (_history.Length < length)
        {
            _history = new int[2 * length];
        }
        tree.CopyTokens(node, _history);
        var before = _options.NoRepeatNGram - 1;
        var history = _history.AsSpan(0, length);
        var last = history[(length - before)..];
        for (var at = before; at < length; at++)
        {
            if (before > 0 && history[at - 1] != last[^1])
            {
                continue; // most places, without a call
            }
            if (history.Slice(at - before, before).SequenceEqual(last))
            {
                Add(history[at]);
            }
        }
    }

    private void Add(int token)
    {
        if (_count == _banned.Length)
        {
            Array.Resize(ref _banned, 2 * _count);
        }
        _banned[_count++] = token;
    }
}

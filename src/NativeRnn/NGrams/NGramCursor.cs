namespace NativeRnn;

/// <summary>Where in a trie the tokens read last lead, for every context length at once.</summary>
/// <remarks>Nothing is allocated per token.</remarks>
internal sealed class NGramCursor
{
    private readonly NGramTrie _trie;
    private int[] _contexts; // by length 0 to order − 1: the node of the last tokens
    private int[] _found; // by length 1 to order: the node of the last tokens and the one looked up

    internal NGramCursor(NGramTrie trie)
    {
        _trie = trie;
        _contexts = new int[trie.Order + 1];
        _found = new int[trie.Order + 1];
        Reset();
    }

    /// <summary>How many tokens have been read, at most order − 1.</summary>
    internal int Length { get; private set; }

    /// <summary>By length: the node of that many last tokens, <see cref="NGramTrie.Absent"/> where there is none.</summary>
    internal ReadOnlySpan<int> Contexts => _contexts;

    /// <summary>By length: the node of the last tokens with the one looked up, as many tokens together.</summary>
    internal ReadOnlySpan<int> Found => _found;

    /// <summary>Forgets what was read.</summary>
    internal void Reset()
    {
        Array.Fill(_contexts, NGramTrie.Absent);
        _contexts[0] = 0;
        Length = 0;
    }

    /// <summary>Finds what a token would make of the contexts.</summary>
    internal void LookUp(int token)
    {
        for (int length = 0; length < _trie.Order; length++)
        {
            int context = _contexts[length];
            _found[length + 1] = context == NGramTrie.Absent ? context : _trie.ChildOf(length, context, token);
        }
    }

    /// <summary>Reads the token looked up last.</summary>
    internal void Accept()
    {
        (_contexts, _found) = (_found, _contexts);
        _contexts[0] = 0;
        Length = Math.Min(Length + 1, _trie.Order - 1);
    }

    /// <summary>Reads tokens.</summary>
    internal void Read(ReadOnlySpan<int> tokens)
    {
        foreach (int token in tokens)
        {
            LookUp(token);
            Accept();
        }
    }
}

using System.Runtime.InteropServices;

namespace NativeRnn;

/// <summary>Counts tokens and orders them into a <see cref="Vocabulary"/>.</summary>
internal sealed class VocabularyBuilder
{
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _slotOf;
    private readonly List<string> _tokens = []; // by first appearance
    private readonly List<long> _counts = [];

    internal VocabularyBuilder() => _slotOf = _slots.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Tokens counted so far, repeated ones included.</summary>
    internal long Total { get; private set; }

    /// <summary>Different tokens counted so far.</summary>
    internal int Count => _tokens.Count;

    /// <summary>The tokens by first appearance, with their counts.</summary>
    internal IEnumerable<(string Token, long Count)> Entries => _tokens.Zip(_counts);

    /// <summary>Counts one token; a <see cref="TokenVisitor"/> that always goes on.</summary>
    internal bool Add(ReadOnlySpan<char> token) => Add(token, 1);

    /// <summary>Counts a token that occurs so many times.</summary>
    internal bool Add(ReadOnlySpan<char> token, long count)
    {
        if (!_slotOf.TryGetValue(token, out int slot))
        {
            slot = _tokens.Count;
            string text = token.ToString();
            _slots.Add(text, slot);
            _tokens.Add(text);
            _counts.Add(0);
        }

        CollectionsMarshal.AsSpan(_counts)[slot] += count;
        Total += count;
        return true;
    }

    internal Vocabulary Build(IReadOnlyList<string> reserved, int minFrequency, int maxCount = int.MaxValue)
    {
        List<string> tokens = [Vocabulary.Unknown, .. reserved];
        List<long> frequencies = tokens.ConvertAll(CountOf);
        HashSet<string> taken = new(tokens, StringComparer.Ordinal);
        foreach (int slot in SlotsByFrequency())
        {
            if (taken.Contains(_tokens[slot]))
            {
                continue;
            }

            if (_counts[slot] < minFrequency || tokens.Count >= maxCount)
            {
                frequencies[Vocabulary.UnknownIndex] += _counts[slot];
                continue;
            }

            tokens.Add(_tokens[slot]);
            frequencies.Add(_counts[slot]);
        }

        return new Vocabulary([.. tokens], [.. frequencies]);
    }

    private long CountOf(string token) => _slots.TryGetValue(token, out int slot) ? _counts[slot] : 0;

    private int[] SlotsByFrequency()
    {
        int[] slots = [.. Enumerable.Range(0, _tokens.Count)];
        Array.Sort(slots, (left, right) =>
        {
            int byFrequency = _counts[right].CompareTo(_counts[left]);
            return byFrequency != 0 ? byFrequency : left.CompareTo(right);
        });
        return slots;
    }
}

using System.Runtime.InteropServices;

namespace NativeRnn;

/// <summary>The token ids of pairs that are in memory together: a corpus that fits, or a part of one.</summary>
internal sealed class PairPool
{
    private const int MaxIds = 1 << 30; // one more pair still fits into an array

    private readonly List<int> _ids = []; // each source's, then its target's
    private readonly List<int> _bounds = [0]; // in _ids: the end of each source, the end of its target

    /// <summary>The index of the first pair in the corpus.</summary>
    internal int First { get; private set; }

    internal int Count => (_bounds.Count - 1) / 2;

    internal bool IsFull => _ids.Count >= MaxIds;

    internal void Clear(int first)
    {
        First = first;
        _ids.Clear();
        CollectionsMarshal.SetCount(_bounds, 1);
    }

    /// <summary>Gives back what the lists have grown too large by.</summary>
    internal void Trim()
    {
        _ids.TrimExcess();
        _bounds.TrimExcess();
    }

    internal void Add(SentencePair pair, SentenceEncoder source, SentenceEncoder target)
    {
        source.Encode(pair.Source, _ids);
        _bounds.Add(_ids.Count);
        target.Encode(pair.Target, _ids);
        _bounds.Add(_ids.Count);
    }

    /// <summary>Tokens of a pair's source, without marks.</summary>
    internal int SourceLength(int pair) => _bounds[(2 * pair) + 1] - _bounds[2 * pair];

    /// <summary>Tokens of a pair's target, without marks.</summary>
    internal int TargetLength(int pair) => _bounds[(2 * pair) + 2] - _bounds[(2 * pair) + 1];

    internal ReadOnlySpan<int> SourceOf(int pair) =>
        CollectionsMarshal.AsSpan(_ids).Slice(_bounds[2 * pair], SourceLength(pair));

    internal ReadOnlySpan<int> TargetOf(int pair) =>
        CollectionsMarshal.AsSpan(_ids).Slice(_bounds[(2 * pair) + 1], TargetLength(pair));

    /// <summary>The check over what a check covers already, then the last pair.</summary>
    internal uint AppendLastTo(uint crc)
    {
        int last = Count - 1;
        crc = TokenFingerprint.Append(crc, [SourceLength(last), TargetLength(last)]);
        return TokenFingerprint.Append(crc, CollectionsMarshal.AsSpan(_ids)[_bounds[2 * last]..]);
    }
}

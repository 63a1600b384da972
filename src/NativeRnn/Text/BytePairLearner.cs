using System.Runtime.InteropServices;
using System.Text;

namespace NativeRnn;

/// <summary>Learns merges: counts of pairs that follow each merge, and a heap of the pairs by count.</summary>
/// <remarks>A merge costs time by how often its pair occurs in different pieces, not by how long these are.</remarks>
internal sealed class BytePairLearner
{
    private const int None = -1;

    private readonly BytePairOptions _options;
    private readonly BytePairTokens _tokens;
    private readonly Dictionary<(int Left, int Right), Pair> _pairs = [];
    private readonly PriorityQueue<Candidate, Candidate> _heap = new(new ByCount());
    private readonly HashSet<(int Left, int Right)> _grown = [];
    private readonly HashSet<(int Left, int Right)> _learnt = [];
    private readonly List<int> _places = []; // the token at each place, None where it is merged into one before
    private readonly List<int> _next = []; // place of the next token of the piece, None behind the last
    private readonly List<int> _previous = [];
    private readonly List<int> _pieces = []; // the piece that a place is in
    private readonly List<long> _counts = []; // how often a piece occurs

    internal BytePairLearner(IEnumerable<(string Piece, long Count)> pieces, BytePairOptions options)
    {
        _options = options;
        _tokens = new BytePairTokens(options.Spaces);
        ByteAlphabet alphabet = ByteAlphabet.For(options.Spaces);
        foreach ((string piece, long count) in pieces)
        {
            AddPiece(Encoding.UTF8.GetBytes(piece), count, alphabet);
        }

        CountPairs();
    }

    internal IReadOnlyList<(int Left, int Right)> Learn(CancellationToken cancellation)
    {
        List<(int, int)> merges = [];
        while (merges.Count < _options.Merges && TryTakeBest(out (int Left, int Right) best))
        {
            cancellation.ThrowIfCancellationRequested();
            Merge(best);
            if (_learnt.Add(best)) // a second way to a token's bytes can bring a merged pair back
            {
                merges.Add(best);
            }
        }

        return merges;
    }

    private void AddPiece(ReadOnlySpan<byte> bytes, long count, ByteAlphabet alphabet)
    {
        int first = _places.Count;
        for (int i = 0; i < bytes.Length; i++)
        {
            _places.Add(alphabet.NumberOf(bytes[i]));
            _previous.Add(i == 0 ? None : first + i - 1);
            _next.Add(i == bytes.Length - 1 ? None : first + i + 1);
            _pieces.Add(_counts.Count);
        }

        _counts.Add(count);
    }

    private void CountPairs()
    {
        for (int place = 0; place < _places.Count; place++)
        {
            if (_next[place] != None)
            {
                Gain((_places[place], _places[_next[place]]), place, _counts[_pieces[place]]);
            }
        }

        OfferGrown();
    }

    // Counts that fell are found here: the pair goes back with the count that it has now.
    private bool TryTakeBest(out (int Left, int Right) best)
    {
        while (_heap.TryDequeue(out Candidate candidate, out _))
        {
            best = candidate.Pair;
            long count = _pairs.TryGetValue(best, out Pair? pair) ? pair.Count : 0;
            if (count < candidate.Count)
            {
                Offer(best, count);
            }
            else if (count == candidate.Count && _tokens.FindProblem(best.Left, best.Right) is null)
            {
                return true;
            }
        }

        best = default;
        return false;
    }

    private void Merge((int Left, int Right) best)
    {
        Pair pair = _pairs[best];
        int merged = _tokens.Add(best.Left, best.Right);
        pair.Places.Sort(); // from left to right, so that the first two of three equal tokens are merged
        foreach (int place in pair.Places)
        {
            int next = _next[place];
            if (_places[place] == best.Left && next != None && _places[next] == best.Right)
            {
                MergeAt(place, next, best, merged);
            }
        }

        _pairs.Remove(best);
        OfferGrown();
    }

    private void MergeAt(int place, int next, (int Left, int Right) pair, int merged)
    {
        int before = _previous[place];
        int behind = _next[next];
        long count = _counts[_pieces[place]];
        Lose(pair, count);
        if (before != None)
        {
            Lose((_places[before], pair.Left), count);
            Gain((_places[before], merged), before, count);
        }

        if (behind != None)
        {
            Lose((pair.Right, _places[behind]), count);
            Gain((merged, _places[behind]), place, count);
            _previous[behind] = place;
        }

        _places[place] = merged;
        _places[next] = None;
        _next[place] = behind;
        _next[next] = None;
    }

    private void Gain((int Left, int Right) key, int place, long count)
    {
        ref Pair? pair = ref CollectionsMarshal.GetValueRefOrAddDefault(_pairs, key, out _);
        pair ??= new Pair();
        pair.Count += count;
        pair.Places.Add(place);
        _grown.Add(key);
    }

    private void Lose((int Left, int Right) key, long count)
    {
        Pair pair = _pairs[key];
        pair.Count -= count;
    }

    private void OfferGrown()
    {
        foreach ((int Left, int Right) pair in _grown)
        {
            Offer(pair, _pairs[pair].Count);
        }

        _grown.Clear();
    }

    private void Offer((int Left, int Right) pair, long count)
    {
        if (count >= _options.MinFrequency)
        {
            Candidate candidate = new(pair, count);
            _heap.Enqueue(candidate, candidate);
        }
    }

    private sealed class Pair
    {
        internal long Count { get; set; }

        internal List<int> Places { get; } = []; // of its left token; some no longer so
    }

    private readonly record struct Candidate((int Left, int Right) Pair, long Count);

    private sealed class ByCount : IComparer<Candidate>
    {
        public int Compare(Candidate left, Candidate right)
        {
            int byCount = right.Count.CompareTo(left.Count);
            return byCount != 0 ? byCount : left.Pair.CompareTo(right.Pair);
        }
    }
}

using System.Runtime.InteropServices;

namespace NativeRnn;

/// <summary>How often each n-gram of one order occurs in a text.</summary>
internal sealed class NGramCounts
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    internal NGramCounts(UnitText text, int order)
    {
        Total = Math.Max(0, text.Count - order + 1);
        var lookup = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var start = 0; start < Total; start++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(lookup, text.NGram(start, order), out _)++;
        }
    }

    /// <summary>N-grams of the text, equal ones counted each time.</summary>
    internal int Total { get; }

    /// <summary>The counts of each order from 1 to the highest.</summary>
    internal static NGramCounts[] OfAllOrders(UnitText text, int highest)
    {
        var all = new NGramCounts[highest];
        for (var order = 1; order <= highest; order++)
        {
            all[order - 1] = new NGramCounts(text, order);
        }

        return all;
    }

    /// <summary>Takes the larger of both counts for each n-gram: what several references allow.</summary>
    internal void RaiseTo(NGramCounts other)
    {
        foreach (var (ngram, count) in other._counts)
        {
            ref var own = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, ngram, out _);
            own = Math.Max(own, count);
        }
    }

    /// <summary>N-grams that occur in the reference too, each at most as often as there ("clipped").</summary>
    internal int Matches(NGramCounts reference)
    {
        var matches = 0;
        foreach (var (ngram, count) in _counts)
        {
            matches += Math.Min(count, reference._counts.GetValueOrDefault(ngram));
        }

        return matches;
    }
}

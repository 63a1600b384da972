namespace NativeRnn.Cli;

/// <summary>Chooses sentences to show before anything is known of how they will be translated.</summary>
internal static class DemoSentences
{
    private const int Shortest = 6; // tokens; shorter ones make dull pictures
    private const int Longest = 12; // longer ones make wide ones

    /// <summary>Some pairs with different sources, from here and there; those of middle length first.</summary>
    internal static IReadOnlyList<SentencePair> Choose(IReadOnlyList<SentencePair> pairs, TextCodec source, int count)
    {
        var different = pairs.DistinctBy(pair => pair.Source, StringComparer.Ordinal).ToArray();
        var ranked = Spread(different).OrderBy(pair => IsWellSized(pair, source) ? 0 : 1); // stable
        return [.. ranked.Take(count)];
    }

    private static bool IsWellSized(SentencePair pair, TextCodec source) =>
        source.EncodeSentence(pair.Source).Ids.Length - 1 is >= Shortest and <= Longest; // without the end token

    // Files are often sorted.
    private static IEnumerable<SentencePair> Spread(SentencePair[] pairs)
    {
        const long Step = 7919; // a prime, so that every pair comes once where their number is no multiple of it
        return Enumerable.Range(1, pairs.Length).Select(i => pairs[(int)(i * Step % pairs.Length)]);
    }
}

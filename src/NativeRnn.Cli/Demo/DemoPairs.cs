namespace NativeRnn.Cli;

/// <summary>Pairs to learn, and pairs that are held out to show what was learnt.</summary>
/// <param name="Learnt">With the vocabularies.</param>
/// <param name="HeldOut">At least one, none longer than the demo's longest sentence.</param>
/// <param name="Origin">Where the held-out pairs come from, for a reader.</param>
internal sealed record DemoPairs(PairCorpus Learnt, IReadOnlyList<SentencePair> HeldOut, string Origin)
{
    /// <summary>Tokens of the longest sentence, its end token included.</summary>
    internal const int LongestSentence = 24;

    private const int HeldOutShare = 20; // one source of so many, where no file is at hand
    private const int MostHeldOut = 200; // more takes time from the training

    /// <summary>Reads a file of pairs, and the file beside it whose name ends with ".valid.tsv" instead, if it is there.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line is no pair, or there are too few pairs.</exception>
    internal static DemoPairs Read(string path)
    {
        var valid = Path.ChangeExtension(path, ".valid.tsv");
        if (File.Exists(valid) && valid != path)
        {
            return Create(PairFile.Read(path), PairFile.Read(valid), path, Path.GetFileName(valid));
        }

        var (learnt, heldOut) = Split(path);
        return Create(learnt, heldOut, path, $"{Path.GetFileName(path)}, where they were left out of the training");
    }

    private static DemoPairs Create(
        IEnumerable<SentencePair> learnt, IEnumerable<SentencePair> heldOut, string path, string origin)
    {
        var corpus = PairCorpus.FromPairs(learnt);
        SentencePair[] shown = [.. heldOut.Where(pair => IsShort(pair, corpus))];
        RequireOne(learnt.Any(pair => IsShort(pair, corpus)), $"to learn from '{path}'");
        RequireOne(shown.Length > 0, $"to show, of {origin},");
        return new DemoPairs(corpus, Thin(shown), origin);
    }

    private static void RequireOne(bool isThere, string pairs)
    {
        if (!isThere)
        {
            throw new InvalidDataException(
                $"The pairs {pairs} are all longer than {LongestSentence} tokens, the end token included; give shorter ones.");
        }
    }

    // From all over the file: many are sorted by length.
    private static SentencePair[] Thin(SentencePair[] pairs) => pairs.Length <= MostHeldOut
        ? pairs
        : [.. Enumerable.Range(0, MostHeldOut).Select(i => pairs[(int)((long)i * pairs.Length / MostHeldOut)])];

    // Pairs of one source stay together: a sentence that was learnt shows nothing.
    private static (IEnumerable<SentencePair> Learnt, IEnumerable<SentencePair> HeldOut) Split(string path)
    {
        var groups = PairFile.Read(path).GroupBy(pair => pair.Source, StringComparer.Ordinal).ToArray();
        if (groups.Length < 2)
        {
            throw new InvalidDataException(
                $"The file '{path}' has one source sentence only; give at least two, one to learn and one to show.");
        }

        var share = Math.Min(HeldOutShare, groups.Length);
        var parts = groups.Index().ToLookup(group => group.Index % share == share - 1, group => group.Item);
        return (parts[false].SelectMany(group => group), parts[true].SelectMany(group => group));
    }

    private static bool IsShort(SentencePair pair, PairCorpus corpus) =>
        corpus.SourceCodec.EncodeSentence(pair.Source).Ids.Length <= LongestSentence
        && corpus.TargetCodec.EncodeSentence(pair.Target).Ids.Length <= LongestSentence;
}

namespace NativeRnn.Cli;

/// <summary>Pairs of a file that a translator is measured on: as text and as its tokens.</summary>
internal sealed class MeasuredPairs
{
    private readonly string _path;

    private MeasuredPairs(string path, IReadOnlyList<SentencePair> sentences, PairCorpus pairs) =>
        (_path, Sentences, Pairs) = (path, sentences, pairs);

    internal IReadOnlyList<SentencePair> Sentences { get; }

    internal PairCorpus Pairs { get; }

    /// <summary>Reads the file once, so that it may be a pipe.</summary>
    /// <exception cref="InvalidDataException">A line is no pair, or no token is left of a side.</exception>
    internal static MeasuredPairs Read(string path, TextCodec source, TextCodec target)
    {
        var sentences = PairFile.Read(path).ToList();
        try
        {
            var whole = new PairCorpusOptions { PoolSize = int.MaxValue }; // the sentences are in memory anyway
            return new MeasuredPairs(path, sentences, PairCorpus.FromPairs(sentences, source, target, whole));
        }
        catch (InvalidDataException empty)
        {
            throw new InvalidDataException(
                $"The model's way of reading leaves no token of a side of '{path}'; give other pairs.", empty);
        }
    }

    /// <summary>Fails where a sentence is too long to translate or to measure.</summary>
    internal void RequireTranslatable()
    {
        for (var pair = 0; pair < Pairs.Count; pair++)
        {
            var longest = LengthOf(pair);
            if (longest > Translator.MaxSourceTokens)
            {
                throw new InvalidDataException(
                    $"Pair {pair + 1} of '{_path}' has a sentence of {longest} tokens, more than "
                    + $"{Translator.MaxSourceTokens}: split or remove it.");
            }
        }
    }

    /// <summary>Fails where the training's limit of length leaves nothing to measure.</summary>
    internal void RequireSome(PairBatchOptions batches)
    {
        if (batches.LongPairs == LongPairs.Skip
            && !Enumerable.Range(0, Pairs.Count).Any(pair => LengthOf(pair) <= batches.Steps))
        {
            throw new InvalidDataException(
                $"The file '{_path}' holds no pair of at most {batches.Steps} tokens on each side, end token included; "
                + "raise --steps, or cut long pairs instead of skipping them.");
        }
    }

    /// <summary>What the model does not know of each side; null for nothing.</summary>
    internal string? DescribeUnknown() => (Pairs.SourceUnknownCount, Pairs.TargetUnknownCount) switch
    {
        (0, 0) => null,
        (var sources, 0) => $"{sources} of {Pairs.SourceTokenCount} tokens of the sources",
        (0, var targets) => $"{targets} of {Pairs.TargetTokenCount} tokens of the targets",
        var (sources, targets) => $"{sources} of {Pairs.SourceTokenCount} tokens of the sources and "
            + $"{targets} of {Pairs.TargetTokenCount} of the targets",
    };

    /// <summary>Whether a side is mostly unknown, as where the languages are exchanged.</summary>
    internal bool IsForeign =>
        2 * Pairs.SourceUnknownCount > Pairs.SourceTokenCount || 2 * Pairs.TargetUnknownCount > Pairs.TargetTokenCount;

    private int LengthOf(int pair) => 1 + Math.Max(Pairs.SourceOf(pair).Length, Pairs.TargetOf(pair).Length);
}

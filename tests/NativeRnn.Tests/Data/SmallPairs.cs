namespace NativeRnn.Tests.Data;

/// <summary>Sentence pairs for tests, and batches as plain arrays.</summary>
internal static class SmallPairs
{
    /// <summary>Lines as the book's file begins with them.</summary>
    public static readonly SentencePair[] Book =
    [
        new("Go.", "Va !"), new("Hi.", "Salut !"), new("Run!", "Cours !"), new("Run!", "Courez !"),
        new("Who?", "Qui ?"), new("Wow!", "Ça alors !"), new("Fire!", "Au feu !"), new("Help!", "À l'aide !"),
    ];

    /// <summary>Options under which every word of a text is known.</summary>
    public static readonly PairCorpusOptions AllKnown = new() { MinFrequency = 0 };

    /// <summary>Pairs of random lengths whose first words say which they are: "s5 a a", "t5 b".</summary>
    public static SentencePair[] Numbered(int count, int longest, RandomSource random) =>
    [
        .. Enumerable.Range(0, count).Select(i => new SentencePair(
            Sentence($"s{i}", "a", random.Next(longest)), Sentence($"t{i}", "b", random.Next(longest)))),
    ];

    /// <summary>The rest of the sampler's epoch.</summary>
    public static List<PlainBatch> Rest(PairBatchSampler sampler)
    {
        PairBatch batch = new();
        List<PlainBatch> batches = [];
        while (sampler.TryNext(batch))
        {
            batches.Add(PlainBatch.Of(batch));
        }

        return batches;
    }

    public static List<PlainBatch> Epoch(PairBatchSampler sampler, RandomSource random)
    {
        sampler.BeginEpoch(random);
        return Rest(sampler);
    }

    private static string Sentence(string first, string word, int more) =>
        string.Join(' ', Enumerable.Repeat(word, more).Prepend(first));
}

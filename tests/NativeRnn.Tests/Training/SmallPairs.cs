namespace NativeRnn.Tests.Training;

/// <summary>A little translator and pairs that it can learn: words to the same words in another alphabet, reversed.</summary>
internal static class SmallPairs
{
    private const int Letters = 8;
    private const int LongestSentence = 5;

    internal static readonly PairBatchOptions Batches = new() { Batch = 8, Steps = 7 };

    /// <summary>Pairs such as "c a" and "A C ", different lengths among them.</summary>
    internal static IReadOnlyList<SentencePair> Pairs(int count = 40, ulong seed = 5)
    {
        var random = new RandomSource(seed);
        var pairs = new List<SentencePair>();
        for (var i = 0; i < count; i++)
        {
            var words = Enumerable.Range(0, 1 + random.Next(LongestSentence)).Select(_ => (char)('a' + random.Next(Letters))).ToArray();
            pairs.Add(new SentencePair(
                string.Join(' ', words), string.Join(' ', words.Reverse().Select(word => $"{word}{word}"))));
        }
        return pairs;
    }

    internal static PairCorpus Corpus(int count = 40) =>
        PairCorpus.FromPairs(Pairs(count), new PairCorpusOptions { MinFrequency = 1 });

    internal static Seq2SeqOptions Shape(AttentionKind attention, CellKind cell = CellKind.GruResetAfter, bool bothWays = false) => new()
    {
        Cell = cell,
        Hidden = 12,
        Layers = 2,
        Embed = 10,
        Attention = attention,
        IsBidirectional = bothWays,
    };

    internal static Seq2SeqModel Model(PairCorpus corpus, Seq2SeqOptions options, Engine? engine = null, ulong seed = 3)
    {
        LstmParts.RequireFor(options);
        return new Seq2SeqModel(
            options, corpus.SourceCodec, corpus.TargetCodec, new RandomSource(seed), Initializer.PyTorchUniform, engine);
    }

    internal static Seq2SeqTrainingOptions Training(int epochs = 3) => new()
    {
        Batches = Batches,
        Epochs = epochs,
        Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.01 },
    };
}

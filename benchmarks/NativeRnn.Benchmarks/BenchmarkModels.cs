namespace NativeRnn.Benchmarks;

/// <summary>Models with random parameters and texts of random words, the same in every run.</summary>
internal static class BenchmarkModels
{
    /// <summary>Characters of the book's language model: a to z, the space and the unknown one.</summary>
    internal const int Characters = 28;

    private const int Pairs = 640;

    internal static LanguageModel LanguageModel(Engine engine, CellKind cell, int hidden, int layers)
    {
        var vocabulary = Vocabulary.FromTokens(
            ["<unk>", " ", .. Enumerable.Range('a', 26).Select(letter => ((char)letter).ToString())]);
        var options = new LanguageModelOptions { Cell = cell, Hidden = hidden, Layers = layers };
        return new LanguageModel(options, new TextCodec(vocabulary, Normalization.Letters, TokenUnit.Char), engine: engine);
    }

    /// <summary>A trainer of the book's settings: batches of 32, 35 steps.</summary>
    internal static LanguageModelTrainer LanguageModelTrainer(LanguageModel model) =>
        new(model, RandomTokens(100_000, Characters), new LanguageModelTrainingOptions
        {
            Windows = new WindowOptions { Batch = 32, Steps = 35 },
            Epochs = int.MaxValue,
        });

    internal static Seq2SeqModel Seq2Seq(Engine engine, Seq2SeqWork work) =>
        new(work.Model, CodecOf(work), CodecOf(work), engine: engine);

    internal static Seq2SeqTrainer Seq2SeqTrainer(Seq2SeqModel model, Seq2SeqWork work)
    {
        var random = new RandomSource(7);
        var pairs = Enumerable.Range(0, Pairs)
            .Select(_ => new SentencePair(RandomSentence(work, random), RandomSentence(work, random)));
        var corpus = PairCorpus.FromPairs(pairs.ToArray(), model.Source, model.Target);
        return new Seq2SeqTrainer(model, corpus, new Seq2SeqTrainingOptions
        {
            Batches = new PairBatchOptions { Batch = Seq2SeqWork.Batch, Steps = work.Steps },
            Epochs = int.MaxValue,
        });
    }

    internal static string[] RandomSentences(Seq2SeqWork work, int count)
    {
        var random = new RandomSource(11);
        return [.. Enumerable.Range(0, count).Select(_ => RandomSentence(work, random))];
    }

    // All sentences fill all steps, so that nobody gains by leaving padding out: T tokens with the end token.
    private static string RandomSentence(Seq2SeqWork work, RandomSource random) => string.Join(
        ' ', Enumerable.Range(1, work.Steps - 1).Select(_ => Word(random.Next(work.Words - FirstWord))));

    private const int FirstWord = Vocabulary.EndIndex + 1;

    private static string Word(int number) => $"w{number}";

    private static TextCodec CodecOf(Seq2SeqWork work)
    {
        var words = Enumerable.Range(0, work.Words - FirstWord).Select(Word);
        var vocabulary = Vocabulary.FromTokens([Vocabulary.Unknown, .. Vocabulary.SentenceMarks, .. words]);
        return new TextCodec(vocabulary, Normalization.Lower, TokenUnit.Word);
    }

    internal static int[] RandomTokens(int count, int classes)
    {
        var random = new RandomSource(7);
        var tokens = new int[count];
        foreach (ref var token in tokens.AsSpan())
        {
            token = random.Next(classes);
        }
        return tokens;
    }
}

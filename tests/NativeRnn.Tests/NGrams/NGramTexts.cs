namespace NativeRnn.Tests.NGrams;

/// <summary>Texts that n-gram models are tried on.</summary>
internal static class NGramTexts
{
    /// <summary>28 words, 8 different ones; what it begins with comes again.</summary>
    public const string Cat = "the cat sat on the mat and the dog sat on the cat and the mat saw the dog and the cat saw the dog on the mat the cat";

    /// <summary>Words of <see cref="Cat"/> in an order of their own.</summary>
    public const string OtherCat = "the dog saw the mat and the cat sat on the dog";

    public static Corpus Words(string text) => Corpus.FromText(text, new CorpusOptions { Unit = TokenUnit.Word });

    public static Corpus Words(string text, Vocabulary vocabulary) =>
        Corpus.FromText(text, new CorpusOptions { Unit = TokenUnit.Word }, vocabulary);

    /// <summary>Ids below a size, small ones more often.</summary>
    public static int[] Random(int length, int vocabularySize, ulong seed)
    {
        var random = new RandomSource(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.Next(1 + random.Next(vocabularySize)))];
    }

    /// <summary>A codec whose tokens are named after their ids.</summary>
    public static TextCodec Codec(int vocabularySize)
    {
        string[] tokens = [Vocabulary.Unknown, .. Enumerable.Range(1, vocabularySize - 1).Select(id => $"w{id}")];
        return new TextCodec(Vocabulary.FromTokens(tokens), Normalization.None, TokenUnit.Word);
    }

    /// <summary>What a model predicts after a context, and the sum of it.</summary>
    public static double[] Predict(NGramModel model, params int[] context)
    {
        double[] probabilities = new double[model.Vocabulary.Count];
        model.Predict(context, probabilities);
        return probabilities;
    }
}

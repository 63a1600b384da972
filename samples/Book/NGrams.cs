namespace NativeRnn.Samples;

/// <summary>A language model that counts.</summary>
internal static class NGrams
{
    internal static void Run()
    {
        #region book
        var corpus = Corpus.FromFile("data/lighthouse.txt", new() { Normalization = Normalization.Letters });
        int held = corpus.Tokens.Length / 10;
        var training = NGramTable.Count(corpus.Tokens[held..].Span, corpus.Vocabulary.Count, order: 5);
        foreach (var smoothing in Enum.GetValues<NGramSmoothing>())
        {
            var model = NGramModel.Train(training, corpus.Codec, new() { Order = 5, Smoothing = smoothing });
            Console.WriteLine($"{smoothing}: perplexity {model.Evaluate(corpus.Tokens[..held].Span).Perplexity:F2}");
        }
        #endregion
    }
}

namespace NativeRnn.Samples;

/// <summary>From a file to token ids, and how often tokens occur.</summary>
internal static class TextPreprocessing
{
    internal static void Run()
    {
        #region book
        var letters = Corpus.FromFile("data/lighthouse.txt", new() { Normalization = Normalization.Letters });
        Console.WriteLine($"{letters.Tokens.Length} characters, {letters.Vocabulary.Count} different ones");
        int[] ids = letters.Tokens[..8].ToArray();
        Console.WriteLine($"{string.Join(' ', ids)} reads '{string.Concat(ids.Select(id => letters.Vocabulary[id]))}'");

        var words = Corpus.FromFile(
            "data/lighthouse.txt", new() { Normalization = Normalization.Letters, Unit = TokenUnit.Word });
        var table = FrequencyTable.Of(words);
        foreach (var entry in table.Top(3))
        {
            Console.WriteLine($"{words.Vocabulary[entry.Ids[0]]} {entry.Count}");
        }
        Console.WriteLine($"Zipf's exponent {table.FitZipf()!.Exponent:F2}");
        #endregion
    }
}

namespace NativeRnn.Samples;

/// <summary>How good a translation is.</summary>
internal static class BleuOfTheBook
{
    internal static void Run()
    {
        #region book
        var score = TextbookBleu.OfSentence("A B B C D", label: "A B C D E F", maxOrder: 4);
        Console.WriteLine($"p_n {string.Join(", ", score.Precisions.Select(p => p.ToString("F3")))}");
        Console.WriteLine($"the book's BLEU {TextbookBleu.OfSentence("il est bon .", "il est calme .").Score:F3}");

        var corpus = Bleu.OfCorpus(["the cat sat on a mat."], ["the cat sat on the mat."]);
        Console.WriteLine($"sacreBLEU's {corpus.Score:F1} {corpus.Signature}");
        #endregion
    }
}

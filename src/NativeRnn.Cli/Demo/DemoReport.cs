namespace NativeRnn.Cli;

/// <summary>What the demo did, as a page to look at.</summary>
internal sealed class DemoReport(string tale, string pairs, LanguageModelDemo writer, TranslatorDemo translator)
{
    /// <summary>The page.</summary>
    /// <param name="results">The sentences that are shown.</param>
    /// <param name="bleu">On all held-out sentences, with a beam.</param>
    internal string ToHtml(IReadOnlyList<DemoTranslation> results, BleuScore bleu)
    {
        var page = new ReportPage(
            "What the demo's two models learnt",
            $"A language model read {Path.GetFileName(tale)} and writes like it, character by character. A translator learnt the "
            + $"sentences of {Path.GetFileName(pairs)} and translates others. Both began with random numbers and learnt all "
            + "that they show here in this run.");
        new LanguageModelChapter(writer).AddTo(page);
        new TranslatorChapter(translator, results).AddTo(page);
        page.Add("Settings", null, new DemoSettings(tale, pairs, writer, translator, bleu).ToTable());
        return page.ToHtml();
    }
}

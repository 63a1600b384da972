using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>The report's part on the translator.</summary>
internal sealed class TranslatorChapter(TranslatorDemo demo, IReadOnlyList<DemoTranslation> results)
{
    private const int HeatMaps = 3;

    internal void AddTo(ReportPage page)
    {
        var count = TrainingLines.Count(demo.Pairs.HeldOut.Count, "pair");
        page.Add(
            "The translator",
            "An encoder reads a sentence in both directions; a decoder writes the translation word by word and looks back at "
            + $"the source through attention. It never learns from the {count} that are held out ({demo.Pairs.Origin}).",
            new Tiles(
                TrainingCharts.Loss(demo.History),
                TrainingCharts.Perplexity(demo.History),
                Bleu(),
                TrainingCharts.LearningRate(demo.History)));
        page.Add("Held-out sentences", "Chosen before the training; the reference is the translation in the file.", Cards());
        page.Add(
            "How one translation came about",
            "The longest of these sentences after some of the epochs; BLEU is that of all held-out pairs.",
            Samples());
        page.Add(
            "Where it looks",
            "For each word that it writes, a row: how much attention each source word got. The rows add up to 1.",
            new Tiles([.. results.Take(HeatMaps).Select(result => TranslationPictures.AttentionOf(result.Beam))]) { KeepWidths = true });
        page.Add("How it searches", null, TranslationPictures.TreeOf(results[0].Beam, demo.Model.Target, TranslatorDemo.Beam));
    }

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private LineChart Bleu() => TrainingCharts.Bleu(
        new ChartSeries("Held out, greedy", [.. demo.Samples.Select(sample => ((double)sample.Epoch, sample.Bleu))]));

    private Tiles Cards() => new([.. results.Select(result => new Card(
        result.Pair.Source,
        ("reference", result.Pair.Target),
        ("untrained", result.Before),
        ("greedy", result.Greedy),
        (FormattableString.Invariant($"beam of {TranslatorDemo.Beam.Beam}"), result.Beam.Text)))]);

    private DataTable Samples()
    {
        var followed = Enumerable.Range(0, results.Count).MaxBy(i => results[i].Beam.SourceTokens.Count);
        return new DataTable(
            demo.Shown[followed].Source,
            ["Epoch", "BLEU", "Greedy translation"],
            [.. demo.Samples.Select(sample => new[]
            {
                sample.Epoch == 0 ? "untrained" : sample.Epoch.ToString(CultureInfo.InvariantCulture),
                Number(sample.Bleu),
                sample.Texts[followed],
            })]);
    }
}

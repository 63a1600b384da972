using System.Globalization;

namespace NativeRnn.Cli;

/// <summary>The report's part on the language model.</summary>
internal sealed class LanguageModelChapter(LanguageModelDemo demo)
{
    internal void AddTo(ReportPage page)
    {
        page.Add(
            "The language model",
            "It reads the tale again and again, guesses each next character, and is corrected.",
            new Tiles(
                TrainingCharts.Loss(demo.History),
                TrainingCharts.Perplexity(demo.History),
                TrainingCharts.LearningRate(demo.History),
                TrainingCharts.GradientNorm(demo.History, demo.Options.Clip)));
        page.Add(
            "What it writes, as it learns",
            $"It continues “{LanguageModelDemo.Prompt.Trim()}” after some of the epochs.",
            Samples());
        GatePictures.AddTo(page, demo.Model, demo.Corpus);
        page.Add("The tale's characters", null, ZipfChart.Of(demo.Corpus));
    }

    private DataTable Samples() => new(
        "Samples over time",
        ["Epoch", "Perplexity", "It writes"],
        [.. demo.Samples.Select(Row)])
    {
        EndsWithText = true,
    };

    private static string[] Row((int Epoch, double? Perplexity, string Text) sample) =>
    [
        sample.Epoch == 0 ? "untrained" : sample.Epoch.ToString(CultureInfo.InvariantCulture),
        sample.Perplexity?.ToString("0.00", CultureInfo.InvariantCulture) ?? "",
        sample.Text,
    ];
}

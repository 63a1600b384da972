using System.Globalization;
using System.Text;

namespace NativeRnn.Cli;

/// <summary>What the demo did, as a page to read.</summary>
internal sealed class DemoReport(string data, DemoTraining demo)
{
    private readonly List<EpochResult> _epochs = [];

    /// <summary>The untrained model's text.</summary>
    internal string Before { get; set; } = "";

    /// <summary>The trained model's text.</summary>
    internal string After { get; set; } = "";

    internal void Add(EpochResult epoch) => _epochs.Add(epoch);

    internal string ToMarkdown()
    {
        var page = new StringBuilder();
        Append(page, $"# A language model trained on {Path.GetFileName(data)}");
        Append(page, $"");
        AppendSettings(page);
        AppendText(page, "Before training it writes", Before);
        AppendText(page, "After training it writes", After);
        Append(page, $"## Epochs");
        Append(page, $"");
        Append(page, $"| Epoch | Loss | Perplexity | Tokens per second | Seconds |");
        Append(page, $"| ---: | ---: | ---: | ---: | ---: |");
        foreach (var epoch in _epochs)
        {
            AppendRow(page, epoch);
        }

        return page.ToString();
    }

    private static void AppendRow(StringBuilder page, EpochResult epoch)
    {
        var (loss, rate) = (epoch.Loss.Mean, epoch.TokensPerSecond);
        Append(
            page,
            $"| {epoch.Epoch} | {loss:F4} | {epoch.Perplexity:F3} | {rate:N0} | {epoch.Duration.TotalSeconds:F2} |");
    }

    private void AppendSettings(StringBuilder page)
    {
        var windows = demo.Options.Windows;
        var optimizer = demo.Options.Optimizer;
        Append(page, $"| Setting | Value |");
        Append(page, $"| --- | --- |");
        Append(page, $"| Model | {TrainingLines.Describe(demo.Model.Options)} |");
        Append(page, $"| Parameters | {demo.Model.Parameters.Count:N0} |");
        Append(page, $"| Vocabulary | {demo.Model.Vocabulary.Count} characters |");
        Append(page, $"| Windows | {windows.Batch} at a time, {windows.Steps} steps, {windows.Sampling} |");
        Append(page, $"| Optimizer | {optimizer.Kind}, learning rate {optimizer.LearningRate} falling to 0 |");
        Append(page, $"| Clipping | {demo.Options.Clip} |");
        Append(page, $"| Threads | {demo.Model.Engine.Threads} |");
        Append(page, $"| oneDNN | {NativeLibraryInfo.OneDnnVersion}, {NativeLibraryInfo.InstructionSet} |");
        Append(page, $"");
    }

    private static void AppendText(StringBuilder page, string title, string text)
    {
        Append(page, $"## {title}");
        Append(page, $"");
        Append(page, $"```text");
        Append(page, $"{text.Replace("```", "'''", StringComparison.Ordinal)}");
        Append(page, $"```");
        Append(page, $"");
    }

    private static void Append(StringBuilder page, FormattableString line) =>
        page.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

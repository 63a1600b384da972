using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class DemoCommandTests
{
    [Test]
    public void The_demo_shows_text_before_and_after_and_writes_model_and_report()
    {
        using var folder = new TemporaryFolder();
        var results = folder.File("results");
        var text = SmallText.In(folder);
        File.AppendAllText(text, File.ReadAllText(text) + File.ReadAllText(text)); // one batch is 16 times 64
        var run = CliRun.Of("demo", "--seconds", "2", "--data", text, "--out", results);
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Output, Does.Contain("Before training it writes:\nThe lamp "));
        Assert.That(run.Output, Does.Contain("After training it writes:\nThe lamp "));
        Assert.That(CliRun.Of("generate", Path.Combine(results, "lighthouse.nrnn"), "--prompt", "The").Code, Is.Zero);

        var lines = File.ReadAllLines(Path.Combine(results, "report.md"));
        Assert.That(lines[0], Is.EqualTo("# A language model trained on text.txt"));
        var epochs = lines.SkipWhile(line => line != "## Epochs").Skip(4).ToArray();
        Assert.That(PerplexityOf(epochs[^1]), Is.LessThan(PerplexityOf(epochs[0])));
    }

    private static double PerplexityOf(string row) =>
        double.Parse(row.Split('|')[3], System.Globalization.CultureInfo.InvariantCulture);
}

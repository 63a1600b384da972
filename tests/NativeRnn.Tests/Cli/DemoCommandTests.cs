using System.Globalization;
using System.Xml.Linq;
using NUnit.Framework;

namespace NativeRnn.Tests.Cli;

public class DemoCommandTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void The_demo_shows_both_models_before_and_after_and_writes_them_and_a_report()
    {
        var results = _folder.File("results");
        var run = Demo(SmallPairs(), results);
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Output, Does.StartWith("The demo trains two small models, 2 seconds in all"));
        Assert.That(run.Output, Does.Contain("Before training it writes:\nThe lamp ").And.Contain("After training it writes:\nThe lamp "));
        Assert.That(run.Output, Does.Contain("Before training it translates:\n  ").And.Match("BLEU on 2 such pairs: .* before, .* greedy"));
        Assert.That(CliRun.Of("generate", Path.Combine(results, "lighthouse.nrnn"), "--prompt", "The").Code, Is.Zero);
        Assert.That(CliRun.Of("inspect", Path.Combine(results, "english-french.nrnn")).Output, Does.Contain("general attention"));
        CheckReport(PageReader.Parse(File.ReadAllText(Path.Combine(results, "report.html"))));
    }

    [Test]
    public void Held_out_pairs_come_from_the_file_beside_the_pairs()
    {
        var pairs = SmallPairs();
        File.WriteAllText(_folder.File("pairs.valid.tsv"), "blue is nice\tbleu est joli\n");
        var run = Demo(pairs, _folder.File("results"));
        Assert.That((run.Code, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Output, Does.Contain("  blue is nice → ").And.Contain("    reference: bleu est joli").And.Contain("BLEU on 1 such"));
    }

    [TestCase("no tab\n", "Line 1 of '{0}' has no tab; write it as source, tab, target, or remove it.")]
    [TestCase("a\tb\na\tc\n", "The file '{0}' has one source sentence only; give at least two, one to learn and one to show.")]
    [TestCase("", "The file '{0}' is empty; write a pair per line: source, tab, target.")]
    public void Bad_pairs_are_refused_before_the_training(string content, string message)
    {
        var path = _folder.File("pairs.tsv");
        File.WriteAllText(path, content);
        var run = Demo(path, _folder.File("results"));
        Assert.That((run.Code, run.Output), Is.EqualTo((1, "")));
        Assert.That(run.Error, Is.EqualTo($"nativernn: {string.Format(CultureInfo.InvariantCulture, message, path)}\n"));
    }

    [TestCase("pairs.tsv", "The pairs to learn from '")]
    [TestCase("pairs.valid.tsv", "The pairs to show, of pairs.valid.tsv, are all longer than 24 tokens")]
    public void Pairs_that_are_all_too_long_are_refused(string file, string message)
    {
        var path = SmallPairs();
        File.WriteAllText(_folder.File("pairs.valid.tsv"), "the sky\tle ciel\n");
        File.WriteAllText(_folder.File(file), string.Concat(Enumerable.Repeat("very ", 24)) + "long\tlong\n");
        var run = Demo(path, _folder.File("results"));
        Assert.That((run.Code, run.Output), Is.EqualTo((1, "")));
        Assert.That(run.Error, Does.StartWith($"nativernn: {message}"));
    }

    [Test]
    public void Ctrl_C_ends_the_demo()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("NOT CHECKED: the test sends signals with the programs env and kill of Linux.");
        }

        using var process = CliProcess.Start(
            "demo", "--seconds", "600", "--data", LongText(), "--pairs", SmallPairs(), "--out", _folder.File("results"));
        while (process.StandardOutput.ReadLine() is { } line && !line.StartsWith("Before training", StringComparison.Ordinal))
        {
        }

        Interop.CommandLine.Output("kill", "-INT", $"{process.Id}");
        var error = CliProcess.Finish(process, TimeSpan.FromMinutes(1));
        Assert.That(process.ExitCode, Is.EqualTo(130), error);
        Assert.That(error, Does.StartWith("nativernn: Interrupted: the demo is not finished"));
    }

    private CliRun Demo(string pairs, string results) =>
        CliRun.Of("demo", "--seconds", "2", "--data", LongText(), "--pairs", pairs, "--out", results);

    private static void CheckReport(XElement page)
    {
        string[] charts = [.. page.OfClass("chart").Select(chart => chart.Element("h3")!.Value)];
        Assert.That(charts, Is.EqualTo(new[]
        {
            "Loss", "Perplexity", "Learning rate", "Gradient norm", "Frequencies of the text", "Loss", "Perplexity", "BLEU",
            "Learning rate",
        }));
        Assert.That(page.OfClass("activations").Count(), Is.EqualTo(6), "the LSTM's two states and four gates, but its h once");
        Assert.That(page.OfClass("chart").Select(chart => chart.OfClass("s1").Count()), Has.All.AtLeast(2), "a line and its name");
        Assert.That(page.OfClass("heat-map").Count(), Is.EqualTo(2), "one for each held-out sentence");
        foreach (var row in page.OfClass("heat-map").Descendants("tbody").Elements("tr"))
        {
            var sum = row.Elements("td").Sum(cell => double.Parse(cell.Value, CultureInfo.InvariantCulture));
            Assert.That(sum, Is.EqualTo(1).Within(0.005 * row.Elements("td").Count()));
        }

        Assert.That(page.OfClass("beam-tree").Single().OfClass("winner").Count(), Is.AtLeast(1));
        Assert.That(page.Descendants("svg").Where(svg => svg.Attribute("aria-hidden") is null)
            .Select(svg => svg.Element("title")?.Value.Length), Has.All.GreaterThan(10), "a picture says what it shows");
        var rows = page.Descendants("tr").ToLookup(row => row.Elements().First().Value, row => row.Value);
        Assert.That(rows["untrained"].Count(), Is.EqualTo(2), "samples of both models");
        Assert.That(rows["Data"].Single(), Is.EqualTo("Datatext.txtpairs.tsv, 40 pairs"));
    }

    // One batch of the demo is 16 times 64 characters.
    private string LongText()
    {
        var text = SmallText.In(_folder);
        File.AppendAllText(text, File.ReadAllText(text) + File.ReadAllText(text));
        return text;
    }

    private string SmallPairs()
    {
        var path = _folder.File("pairs.tsv");
        (string, string)[] nouns = [("sky", "ciel"), ("sea", "mer"), ("bird", "oiseau"), ("house", "maison"), ("tree", "arbre"), ("car", "auto")];
        (string, string)[] words = [("blue", "bleu"), ("red", "rouge"), ("big", "grand"), ("nice", "joli"), ("old", "vieux"), ("new", "neuf"), ("green", "vert")];
        var lines = nouns.SelectMany(noun => words, (noun, word) =>
            $"the {noun.Item1} is {word.Item1} .\tle {noun.Item2} est {word.Item2} .\n");
        File.WriteAllText(path, string.Concat(lines));
        return path;
    }
}

using System.Text.RegularExpressions;
using NativeRnn.Tests.Cli;
using NUnit.Framework;

namespace NativeRnn.Tests.Samples;

public partial class BookPageTests
{
    private static readonly string[] _pages =
        [RepositoryFolder.File("docs", "book.md"), RepositoryFolder.File("docs", "from-pytorch.md")];

    [Test]
    public void The_code_of_the_pages_is_that_of_the_samples()
    {
        string[] regions = [.. Directory.EnumerateFiles(RepositoryFolder.File("samples"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Regions().Matches(File.ReadAllText(file).ReplaceLineEndings("\n")))
            .Select(region => Unindented(region.Groups["code"].Value))];
        Assert.That(regions, Has.Length.GreaterThan(10));
        Assert.That(_pages.SelectMany(page => MarkdownPage.Blocks(page, "csharp")), Is.EquivalentTo(regions));
    }

    [Test]
    public void Every_sample_has_its_place_on_a_page()
    {
        var usage = ShellLine.RunSample("Book");
        string[] chapters = usage.Error.TrimEnd('.', '\n', '\r').Split(": ")[1].Split(", ");
        Assert.That(usage.Code, Is.EqualTo(2));
        string[] shown = [.. _pages.SelectMany(MarkdownPage.Commands)
            .Where(line => line.StartsWith("dotnet run --project samples/Book -- ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[^1])];
        Assert.That(shown, Is.EqualTo(chapters));
    }

    [Test]
    public void Every_command_of_the_pages_runs()
    {
        using var folder = new TemporaryFolder();
        BookStandIns.PlaceIn(Directory.CreateDirectory(folder.File(ShellLine.Texts)).FullName);
        var shell = new ShellLine(folder);
        string[] commands = [.. _pages.SelectMany(MarkdownPage.Commands)];
        Assert.That(commands, Has.Length.GreaterThan(30));
        Assert.Multiple(() =>
        {
            foreach (string command in commands)
            {
                var run = shell.Run(command);
                bool isOneEpoch = command.Contains(" --data-dir ", StringComparison.Ordinal); // which reproduces nothing
                Assert.That(run.Code, isOneEpoch ? Is.EqualTo(1) : Is.Zero, $"{command}\n{run.Output}{run.Error}");
                Assert.That(run.Output, Is.Not.Empty, command);
            }
        });
    }

    private static string Unindented(string code)
    {
        string[] lines = code.Split('\n');
        int indentation = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indentation..] : line));
    }

    [GeneratedRegex(@"^ *#region book\n(?<code>.*?)^ *#endregion$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Regions();
}

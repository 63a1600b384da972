using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary><c>demo</c>: from a text to a model that writes like it, in about a minute.</summary>
internal sealed class DemoCommand : Command
{
    private readonly CliContext _context;
    private readonly Option<int> _seconds = NumberOption.Create(
        "--seconds", 60, NumberRanges.AtLeast(1), "How long to train, about.");
    private readonly Option<string> _data = TextOption.File(
        "--data", "The text to learn. Default: data/lighthouse.txt of the checkout.");
    private readonly Option<string> _out = TextOption.File(
        "--out", "The folder for the model and the report; made where it does not exist. Default: demo-output.");

    internal DemoCommand(CliContext context)
        : base("demo", "Trains a small language model on a tale and shows what it writes before and after.")
    {
        _context = context;
        Add(_seconds);
        Add(_data);
        Add(_out);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var data = parsed.GetValue(_data) ?? DemoText.Find();
        var folder = Directory.CreateDirectory(parsed.GetValue(_out) ?? "demo-output").FullName;
        var modelPath = Path.Combine(folder, "lighthouse.nrnn");
        OutputFile.RequireRoom(modelPath);
        var corpus = Corpus.FromFile(data);
        using var demo = new DemoTraining(corpus, TimeSpan.FromSeconds(parsed.GetValue(_seconds)));
        var report = new DemoReport(data, demo);
        Show(demo.Describe(corpus));
        Show("");
        Show("Before training it writes:", report.Before = demo.Write());
        demo.Train(report.Add, line => Show(line), _context.Cancellation);
        Show("", "After training it writes:", report.After = demo.Write());
        demo.Model.Save(modelPath);
        var reportPath = Path.Combine(folder, "report.md");
        File.WriteAllText(reportPath, report.ToMarkdown());
        Show("", $"Saved {modelPath} and {reportPath}.", $"Try: nativernn generate {modelPath} --prompt \"{DemoTraining.Prompt}\"");
        return ExitCode.Done;
    }

    private void Show(params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
        {
            _context.Output.WriteLine(line);
        }

        _context.Output.Flush();
    }
}

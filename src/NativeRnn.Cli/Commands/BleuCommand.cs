using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary><c>bleu</c>: how near translations come to references; needs no native library.</summary>
internal sealed class BleuCommand : Command
{
    private readonly CliContext _context;
    private readonly Option<string> _hypotheses = TextOption.File(
        "--hyp", "The translations to rate, one per line, in UTF-8.", required: true);
    private readonly Option<string[]> _references = TextOption.Files(
        "--ref", "The right translations in the same lines; several files give several for each line.");
    private readonly MetricOptionGroup _metric = new();
    private readonly Option<bool> _sentence = new("--sentence") { Description = "Rates each line by itself." };
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object; with --sentence one per line.");

    internal BleuCommand(CliContext context)
        : base("bleu", "Rates translations by BLEU or chrF, with the numbers of sacreBLEU.")
    {
        _context = context;
        Add(_hypotheses);
        Add(_references);
        _metric.AddTo(this);
        Add(_sentence);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var metric = _metric.Choose(parsed);
        var files = SentenceFiles.Read(parsed.GetValue(_hypotheses)!, parsed.GetValue(_references)!);
        var asJson = parsed.GetValue(_json);
        if (!parsed.GetValue(_sentence))
        {
            Write(metric(files.Hypotheses, files.References), asJson);
            return ExitCode.Done;
        }

        foreach (var (hypothesis, references) in files.Hypotheses.Zip(files.References))
        {
            _context.Cancellation.ThrowIfCancellationRequested();
            Write(metric([hypothesis], [references]), asJson);
            _context.FlushOutput();
        }

        return ExitCode.Done;
    }

    private void Write(MetricResult result, bool asJson)
    {
        if (asJson)
        {
            result.WriteJson(_context.Output);
        }
        else
        {
            result.WriteText(_context.Output);
        }
    }
}

using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say what is kept of a training, beside the model.</summary>
internal sealed class WatchOptionGroup
{
    private const string ReportName = "--report";
    private readonly Option<string> _report = TextOption.File(
        ReportName, "Writes a page with curves, samples and pictures of what the model does, for any browser.");
    private readonly Option<string> _tensorBoard = new("--tensorboard")
    {
        Description = "Writes loss, perplexity, rate, gradient norm and speed to a folder for TensorBoard.",
        HelpName = "DIR",
    };

    internal void AddTo(Command command)
    {
        _tensorBoard.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value.Length: 0 }])
            {
                result.AddError("--tensorboard must name a folder.");
            }
        });
        command.Add(_report);
        command.Add(_tensorBoard);
    }

    /// <summary>Fails where the report cannot be written: now, rather than after the training.</summary>
    /// <param name="context">Of the run.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="others">Files that it must not replace; null for none.</param>
    internal void RequireRoom(CliContext context, ParseResult parsed, params ReadOnlySpan<string?> others)
    {
        if (!context.IsRoot || parsed.GetValue(_report) is not { } path)
        {
            return;
        }

        foreach (var other in others)
        {
            if (other is not null && Path.GetFullPath(other) == Path.GetFullPath(path))
            {
                throw new UsageException($"{ReportName} is {other}, which is another file of this run; choose another name.");
            }
        }

        OutputFile.RequireRoom(path, option: ReportName);
    }

    /// <summary>What is asked for; of ranks that train together, rank 0 watches.</summary>
    /// <param name="context">Of the run.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="report">Begins a report to a path.</param>
    internal IReadOnlyList<ITrainingObserver> Begin(
        CliContext context, ParseResult parsed, Func<string, ITrainingObserver> report)
    {
        List<ITrainingObserver> observers = [];
        if (!context.IsRoot)
        {
            return observers;
        }

        if (parsed.GetValue(_tensorBoard) is { } folder)
        {
            observers.Add(new TensorBoardLog(folder));
        }

        if (parsed.GetValue(_report) is { } path)
        {
            observers.Add(report(path));
        }

        return observers;
    }
}

using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say where a run is saved, how often, and what is kept.</summary>
internal sealed class SaveOptionGroup
{
    private const double MostMinutes = 60 * 24 * 365; // a year

    private readonly Option<string> _out = TextOption.File(
        "--out", "Where the run is saved, at the end and on Ctrl-C. Default with --resume: the file resumed from.");
    private readonly Option<long?> _everySteps = NumberOption.CreateOptional(
        "--save-every", NumberRanges.AtLeast(1L), "Saves after every so many steps too.");
    private readonly Option<double?> _everyMinutes = NumberOption.CreateOptional(
        "--save-minutes", new NumberRange<double>(0, MostMinutes) { IsAbove = true }, "Saves after so many minutes too.");
    private readonly Option<int?> _everyEpochs = NumberOption.CreateOptional(
        "--save-epochs", NumberRanges.AtLeast(1), "Saves after every so many epochs too.");
    private readonly Option<int?> _keepLast = NumberOption.CreateOptional(
        "--keep-last", NumberRanges.AtLeast(1), "Keeps a copy of each of the last so many saves, named OUT.step-N.");
    private readonly Option<bool> _keepBest = new("--keep-best")
    {
        Description = "With --valid: keeps the run with the best validation in OUT.best.",
    };

    internal void AddTo(Command command)
    {
        command.Add(_out);
        command.Add(_everySteps);
        command.Add(_everyMinutes);
        command.Add(_everyEpochs);
        command.Add(_keepLast);
        command.Add(_keepBest);
    }

    /// <summary>What is asked for; null where nothing is to be saved.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="fallback">The file that is written where none is named; null for none.</param>
    /// <param name="isValidated">Whether there is a validation text.</param>
    internal CheckpointOptions? Settings(ParseResult parsed, string? fallback, bool isValidated)
    {
        if (parsed.GetValue(_keepBest) && !isValidated)
        {
            throw new UsageException("--keep-best needs --valid, which tells what is best.");
        }

        if ((parsed.GetValue(_out) ?? fallback) is not { } path)
        {
            RequireNone(parsed);
            return null;
        }

        return new CheckpointOptions
        {
            Path = path,
            EverySteps = parsed.GetValue(_everySteps),
            EveryTime = parsed.GetValue(_everyMinutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
            EveryEpochs = parsed.GetValue(_everyEpochs),
            KeepLast = parsed.GetValue(_keepLast),
            KeepBest = parsed.GetValue(_keepBest),
        };
    }

    private void RequireNone(ParseResult parsed)
    {
        foreach (Option option in new Option[] { _everySteps, _everyMinutes, _everyEpochs, _keepLast, _keepBest })
        {
            if (parsed.Has(option))
            {
                throw new UsageException($"{option.Name} needs --out, which says where to save.");
            }
        }
    }
}

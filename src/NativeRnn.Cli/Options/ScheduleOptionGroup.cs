using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options of the learning-rate schedule.</summary>
internal sealed class ScheduleOptionGroup
{
    private readonly ChoiceOption<ScheduleKind> _kind = new(
        "--schedule",
        "How the learning rate changes: not at all, dropping every period of epochs, along half a cosine over the "
        + "run, or dropping when the loss no longer falls.",
        [
            ("constant", ScheduleKind.Constant), ("step", ScheduleKind.Step), ("cosine", ScheduleKind.Cosine),
            ("plateau", ScheduleKind.Plateau),
        ],
        "constant");
    private readonly Option<int?> _period = NumberOption.CreateOptional(
        "--schedule-period",
        NumberRanges.AtLeast(1),
        "Epochs between drops (step), or without progress before one (plateau). Default: 10.");
    private readonly Option<double?> _factor = NumberOption.CreateOptional(
        "--schedule-factor",
        NumberRanges.FromZeroToOne,
        "What a drop multiplies the rate by (default 0.1), or the cosine's last rate as a part of its first (default 0).");

    internal void AddTo(Command command)
    {
        command.Add(_kind);
        command.Add(_period);
        command.Add(_factor);
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, ScheduleOptions stored)
    {
        conflicts.Compare(_kind, () => _kind.Read(parsed), stored.Kind);
        conflicts.Compare(_period, () => parsed.GetValue(_period), stored.Period);
        conflicts.Compare(_factor, () => parsed.GetValue(_factor), stored.Factor);
    }

    internal ScheduleOptions Settings(ParseResult parsed)
    {
        var settings = new ScheduleOptions { Kind = _kind.Read(parsed)!.Value };
        if (parsed.GetValue(_period) is { } period)
        {
            settings = settings.Kind is ScheduleKind.Step or ScheduleKind.Plateau
                ? settings with { Period = period }
                : throw new UsageException("--schedule-period belongs to --schedule step or plateau.");
        }

        if (parsed.GetValue(_factor) is { } factor)
        {
            settings = settings.Kind != ScheduleKind.Constant
                ? settings with { Factor = factor }
                : throw new UsageException("--schedule-factor belongs to --schedule step, cosine or plateau.");
        }

        return settings;
    }
}

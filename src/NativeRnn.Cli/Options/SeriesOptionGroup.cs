using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say which series is learnt.</summary>
internal sealed class SeriesOptionGroup
{
    private readonly Option<string> _data = TextOption.File("--data", "The series to learn, as comma-separated values.", required: true);
    private readonly Option<string[]> _columns = ColumnOption.Create("The column to learn, by name or by number from 1; given again for each "
        + "of several, which are then predicted together. Default: the only one.");
    private readonly Option<int?> _first = NumberOption.CreateOptional(
        "--first", NumberRanges.AtLeast(1), "Learns only so many rows from the start; those behind are measured after each epoch, as --valid is.");
    private readonly Option<string> _validation = TextOption.File(
        "--valid", "A series to measure after each epoch, with the columns of --data.");

    internal void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_columns);
        command.Add(_first);
        command.Add(_validation);
    }

    internal int? MaxRows(ParseResult parsed) => parsed.GetValue(_first);

    internal TimeSeries Read(ParseResult parsed) =>
        TimeSeries.FromCsv(parsed.GetValue(_data)!, parsed.GetValue(_columns));

    /// <summary>The rows that are learnt.</summary>
    internal static TimeSeries Learnt(TimeSeries series, int? maxRows) =>
        maxRows < series.Count ? series.Slice(0, maxRows.Value) : series;

    /// <summary>Whether something is measured after each epoch.</summary>
    internal bool HasValidation(ParseResult parsed, int? maxRows) =>
        parsed.GetValue(_validation) is not null || maxRows is not null;

    /// <summary>What is measured after each epoch, and its first row to predict; null for nothing.</summary>
    internal (TimeSeries Series, int FirstRow)? ReadValidation(
        ParseResult parsed, TimeSeries series, int? maxRows, TimeSeriesModelOptions model)
    {
        if (parsed.GetValue(_validation) is { } path)
        {
            var given = parsed.GetValue(_columns) is { Length: > 0 } columns ? columns : null;
            var validation = TimeSeries.FromCsv(path, given);
            return validation.Count > model.Window
                ? (validation, 0)
                : throw new InvalidDataException(
                    $"The file '{path}' holds {TrainingLines.Count(validation.Count, "row")}; --valid needs more than --tau, {model.Window}.");
        }

        return maxRows < series.Count ? (series, maxRows.Value) : null;
    }

    /// <summary>Fails where a run would be saved over its own data.</summary>
    internal void RequireOther(ParseResult parsed, CheckpointOptions? saving)
    {
        OutputFile.RequireOther(saving, parsed.GetValue(_data)!);
        OutputFile.RequireOther(saving, parsed.GetValue(_validation));
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, TimeSeriesTrainingOptions stored) =>
        conflicts.Compare(_first, () => parsed.GetValue(_first), stored.MaxRows);
}

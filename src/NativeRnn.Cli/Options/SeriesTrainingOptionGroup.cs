using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say how long and in which batches a time-series model is trained.</summary>
internal sealed class SeriesTrainingOptionGroup
{
    private const double AdamRate = 0.01; // Dive into Deep Learning, edition 0.17, 8.1.2

    private readonly RunOptionGroup _run = new(epochs: 20, new OptimizerOptionGroup("adam", AdamRate));
    private readonly Option<int> _batch = NumberOption.Create(
        "--batch", 16, NumberRanges.AtLeast(1), "Windows in a batch.");

    internal void AddTo(Command command)
    {
        command.Add(_batch);
        _run.AddTo(command);
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, TimeSeriesTrainingOptions stored)
    {
        conflicts.Compare(_batch, () => parsed.GetValue(_batch), stored.Batch);
        _run.Compare(conflicts, parsed, stored);
    }

    /// <summary>How long a resumed run lasts.</summary>
    internal ResumeOptions Changes(ParseResult parsed) => _run.Changes(parsed);

    internal TimeSeriesTrainingOptions Settings(ParseResult parsed, int? maxRows, bool isValidated) => _run.Settings(
        parsed,
        new TimeSeriesTrainingOptions { Batch = parsed.GetValue(_batch), MaxRows = maxRows },
        isValidated);
}

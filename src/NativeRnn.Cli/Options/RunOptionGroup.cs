using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say how long and how a model of any kind is trained.</summary>
/// <param name="epochs">The default number of epochs.</param>
/// <param name="optimizer">With the command's own defaults.</param>
internal sealed class RunOptionGroup(int epochs, OptimizerOptionGroup optimizer)
{
    private readonly ScheduleOptionGroup _schedule = new();
    private readonly Option<int> _epochs = NumberOption.Create(
        "--epochs", epochs, NumberRanges.AtLeast(1), "Passes over the data.");
    private readonly Option<long?> _maxSteps = NumberOption.CreateOptional(
        "--max-steps", NumberRanges.AtLeast(1L), "Stops after so many optimizer steps.");
    private readonly Option<int?> _patience = NumberOption.CreateOptional(
        "--patience", NumberRanges.AtLeast(1), "With --valid: stops after so many epochs in a row without a better one.");
    private readonly Option<int> _accumulation = NumberOption.Create(
        "--accumulate", 1, NumberRanges.AtLeast(1), "Batches whose gradients are added up for one optimizer step.");
    private readonly Option<double> _clip = NumberOption.Create(
        "--clip", 1.0, NumberRanges.AtLeast(0.0), "Largest norm of all gradients together; 0: no clipping.");

    internal void AddTo(Command command)
    {
        command.Add(_epochs);
        command.Add(_maxSteps);
        command.Add(_patience);
        optimizer.AddTo(command);
        command.Add(_accumulation);
        command.Add(_clip);
        _schedule.AddTo(command);
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, TrainingOptions stored)
    {
        conflicts.Compare(_patience, () => parsed.GetValue(_patience), stored.Patience);
        conflicts.Compare(_accumulation, () => parsed.GetValue(_accumulation), stored.Accumulation);
        conflicts.Compare(_clip, () => parsed.GetValue(_clip), stored.Clip);
        optimizer.Compare(conflicts, parsed, stored.Optimizer);
        _schedule.Compare(conflicts, parsed, stored.Schedule);
    }

    /// <summary>How long a resumed run lasts.</summary>
    internal ResumeOptions Changes(ParseResult parsed) => new()
    {
        Epochs = parsed.Has(_epochs) ? parsed.GetValue(_epochs) : null,
        MaxSteps = parsed.GetValue(_maxSteps),
    };

    /// <summary>The options of a kind of model, with what these say.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">What the kind has of its own.</param>
    /// <param name="isValidated">Whether there is validation data.</param>
    internal TOptions Settings<TOptions>(ParseResult parsed, TOptions options, bool isValidated)
        where TOptions : TrainingOptions
    {
        if (parsed.Has(_patience) && !isValidated)
        {
            throw new UsageException("--patience needs --valid, which tells what is better.");
        }

        TrainingOptions common = options;
        return (TOptions)(common with
        {
            Epochs = EpochsOf(parsed),
            MaxSteps = parsed.GetValue(_maxSteps),
            Patience = parsed.GetValue(_patience),
            Optimizer = optimizer.Settings(parsed),
            Schedule = _schedule.Settings(parsed),
            Accumulation = parsed.GetValue(_accumulation),
            Clip = parsed.GetValue(_clip),
        });
    }

    // A step limit alone is the whole length of the run.
    private int EpochsOf(ParseResult parsed) =>
        parsed.GetValue(_maxSteps) is not null && !parsed.Has(_epochs)
            ? int.MaxValue
            : parsed.GetValue(_epochs);
}

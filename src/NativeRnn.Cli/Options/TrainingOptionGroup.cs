using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say how long and on which windows a model is trained.</summary>
internal sealed class TrainingOptionGroup
{
    private readonly OptimizerOptionGroup _optimizer = new();
    private readonly ScheduleOptionGroup _schedule = new();
    private readonly Option<int> _batch = NumberOption.Create(
        "--batch", 32, NumberRanges.AtLeast(1), "Windows in a batch.");
    private readonly Option<int> _steps = NumberOption.Create(
        "--steps", 35, NumberRanges.AtLeast(1), "Tokens in a window.");
    private readonly ChoiceOption<Sampling> _sampling = new(
        "--sampling",
        "Shuffled windows from a state of zeros, or windows in order with the state carried.",
        [("random", Sampling.Random), ("sequential", Sampling.Sequential)],
        "sequential");
    private readonly Option<int?> _offset = NumberOption.CreateOptional(
        "--offset", NumberRanges.AtLeast(0), "Tokens skipped at the start. Default: drawn below --steps, each epoch anew.");
    private readonly Option<int> _epochs = NumberOption.Create(
        "--epochs", 10, NumberRanges.AtLeast(1), "Passes over the text.");
    private readonly Option<long?> _maxSteps = NumberOption.CreateOptional(
        "--max-steps", NumberRanges.AtLeast(1L), "Stops after so many optimizer steps.");
    private readonly Option<double> _clip = NumberOption.Create(
        "--clip", 1.0, NumberRanges.AtLeast(0.0), "Largest norm of all gradients together; 0: no clipping.");

    internal void AddTo(Command command)
    {
        command.Add(_batch);
        command.Add(_steps);
        command.Add(_sampling);
        command.Add(_offset);
        command.Add(_epochs);
        command.Add(_maxSteps);
        _optimizer.AddTo(command);
        command.Add(_clip);
        _schedule.AddTo(command);
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, LanguageModelTrainingOptions stored)
    {
        conflicts.Compare(_batch, () => parsed.GetValue(_batch), stored.Windows.Batch);
        conflicts.Compare(_steps, () => parsed.GetValue(_steps), stored.Windows.Steps);
        conflicts.Compare(_sampling, () => _sampling.Read(parsed), stored.Windows.Sampling);
        conflicts.Compare(_offset, () => parsed.GetValue(_offset), stored.Windows.Offset);
        conflicts.Compare(_clip, () => parsed.GetValue(_clip), stored.Clip);
        _optimizer.Compare(conflicts, parsed, stored.Optimizer);
        _schedule.Compare(conflicts, parsed, stored.Schedule);
    }

    /// <summary>How long a resumed run lasts.</summary>
    internal ResumeOptions Changes(ParseResult parsed) => new()
    {
        Epochs = parsed.Has(_epochs) ? parsed.GetValue(_epochs) : null,
        MaxSteps = parsed.GetValue(_maxSteps),
    };

    internal LanguageModelTrainingOptions Settings(ParseResult parsed) => new()
    {
        Windows = new WindowOptions
        {
            Batch = parsed.GetValue(_batch),
            Steps = parsed.GetValue(_steps),
            Sampling = _sampling.Read(parsed)!.Value,
            Offset = parsed.GetValue(_offset),
        },
        Epochs = EpochsOf(parsed),
        MaxSteps = parsed.GetValue(_maxSteps),
        Optimizer = _optimizer.Settings(parsed),
        Schedule = _schedule.Settings(parsed),
        Clip = parsed.GetValue(_clip),
    };

    // A step limit alone is the whole length of the run.
    private int EpochsOf(ParseResult parsed) =>
        parsed.GetValue(_maxSteps) is not null && !parsed.Has(_epochs)
            ? int.MaxValue
            : parsed.GetValue(_epochs);
}

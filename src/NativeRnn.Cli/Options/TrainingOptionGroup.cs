using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say how long and on which windows a language model is trained.</summary>
internal sealed class TrainingOptionGroup
{
    private const double AdamRate = 0.001; // Kingma and Ba 2015

    private readonly RunOptionGroup _run = new(epochs: 10, new OptimizerOptionGroup("sgd", AdamRate));
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
    private readonly BackpropagationOptionGroup _backpropagation = new();

    internal void AddTo(Command command)
    {
        command.Add(_batch);
        command.Add(_steps);
        command.Add(_sampling);
        command.Add(_offset);
        _backpropagation.AddTo(command);
        _run.AddTo(command);
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, LanguageModelTrainingOptions stored)
    {
        conflicts.Compare(_batch, () => parsed.GetValue(_batch), stored.Windows.Batch);
        conflicts.Compare(_steps, () => parsed.GetValue(_steps), stored.Windows.Steps);
        conflicts.Compare(_sampling, () => _sampling.Read(parsed), stored.Windows.Sampling);
        conflicts.Compare(_offset, () => parsed.GetValue(_offset), stored.Windows.Offset);
        _backpropagation.Compare(conflicts, parsed, stored.Backpropagation);
        _run.Compare(conflicts, parsed, stored);
    }

    /// <summary>How long a resumed run lasts.</summary>
    internal ResumeOptions Changes(ParseResult parsed) => _run.Changes(parsed);

    internal LanguageModelTrainingOptions Settings(ParseResult parsed, bool isValidated) => _run.Settings(
        parsed,
        new LanguageModelTrainingOptions
        {
            Windows = new WindowOptions
            {
                Batch = parsed.GetValue(_batch),
                Steps = parsed.GetValue(_steps),
                Sampling = _sampling.Read(parsed)!.Value,
                Offset = parsed.GetValue(_offset),
            },
            Backpropagation = _backpropagation.Settings(parsed, _sampling.Read(parsed)!.Value),
        },
        isValidated);
}

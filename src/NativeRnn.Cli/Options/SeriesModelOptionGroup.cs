using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say what a time-series model is made of and how it begins.</summary>
internal sealed class SeriesModelOptionGroup
{
    private readonly ChoiceOption<Family> _model = new(
        "--model",
        "Linear or with hidden layers (mlp) on the last --tau rows, or a recurrent cell that reads them one by one.",
        [
            ("linear", Family.Linear), ("mlp", Family.Mlp), ("rnn", Family.Rnn), ("gru", Family.Gru), ("lstm", Family.Lstm),
        ],
        "linear");
    private readonly ChoiceOption<CellKind> _variant = new(
        "--gru-variant",
        "Needed with --model gru: the textbook's GRU, or that of PyTorch, cuDNN and ONNX.",
        [("reset-before", CellKind.GruResetBefore), ("reset-after", CellKind.GruResetAfter)]);
    private readonly Option<int> _window = NumberOption.Create(
        "--tau", 4, NumberRanges.AtLeast(1), "Rows that a prediction is made from.");
    private readonly Option<int> _hidden = NumberOption.Create(
        "--hidden", 32, NumberRanges.AtLeast(1), "Units of a hidden or recurrent layer.");
    private readonly Option<int> _layers = NumberOption.Create(
        "--layers", 1, NumberRanges.AtLeast(1), "Hidden or recurrent layers on each other.");
    private readonly InitializerOption _initializer = new();

    private enum Family
    {
        Linear,
        Mlp,
        Rnn,
        Gru,
        Lstm,
    }

    internal void AddTo(Command command)
    {
        command.Add(_model);
        command.Add(_variant);
        command.Add(_window);
        command.Add(_hidden);
        command.Add(_layers);
        _initializer.AddTo(command);
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, TimeSeriesModelOptions stored)
    {
        conflicts.Compare(_model, () => (Settings(parsed).Kind, Settings(parsed).Cell), (stored.Kind, stored.Cell));
        conflicts.Compare(_variant, () => Settings(parsed).Cell, stored.Cell);
        conflicts.Compare(_window, () => parsed.GetValue(_window), stored.Window);
        conflicts.Compare(_hidden, () => parsed.GetValue(_hidden), stored.Hidden);
        conflicts.Compare(_layers, () => parsed.GetValue(_layers), stored.Layers);
        _initializer.Refuse(conflicts);
    }

    internal Initializer ReadInitializer(ParseResult parsed) => _initializer.Read(parsed);

    internal TimeSeriesModelOptions Settings(ParseResult parsed)
    {
        var family = _model.Read(parsed)!.Value;
        RequireUse(parsed, family);
        var options = new TimeSeriesModelOptions
        {
            Kind = family switch
            {
                Family.Linear => SeriesModelKind.Linear,
                Family.Mlp => SeriesModelKind.Mlp,
                _ => SeriesModelKind.Recurrent,
            },
            Window = parsed.GetValue(_window),
            Hidden = parsed.GetValue(_hidden),
            Layers = parsed.GetValue(_layers),
        };
        return family switch
        {
            Family.Gru => options with { Cell = _variant.Read(parsed)!.Value },
            Family.Lstm => options with { Cell = CellKind.Lstm },
            _ => options,
        };
    }

    private void RequireUse(ParseResult parsed, Family family)
    {
        if (family == Family.Gru != parsed.Has(_variant))
        {
            throw new UsageException(family == Family.Gru
                ? "--model gru needs --gru-variant: reset-before is the textbook's GRU, reset-after that of PyTorch, cuDNN and ONNX."
                : "--gru-variant belongs to --model gru; leave it out or choose that one.");
        }

        if (family == Family.Linear && (parsed.Has(_hidden) || parsed.Has(_layers)))
        {
            throw new UsageException("--hidden and --layers do nothing in a linear model; leave them out or choose another --model.");
        }
    }
}

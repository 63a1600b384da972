using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say what a language model is made of and how it begins.</summary>
internal sealed class ModelOptionGroup
{
    private readonly CellOptionGroup _cell = new();
    private readonly Option<LayerSizes> _hidden = SizesOption.Create(
        "--hidden", 256, "Hidden units of a layer, or of each, the lowest first, such as 512,256.");
    private readonly Option<int> _layers = NumberOption.Create(
        "--layers", 1, NumberRanges.AtLeast(1), "Recurrent layers on each other; as many as --hidden names sizes, where these are several.");
    private readonly Option<int> _projection = NumberOption.Create(
        "--projection",
        0,
        NumberRanges.AtLeast(0),
        "With --cell lstm: features that each layer's hidden state is projected to, fewer than --hidden; 0: none.");
    private readonly Option<int> _embed = NumberOption.Create(
        "--embed", 0, NumberRanges.AtLeast(0), "Features of a learnt embedding; 0: one-hot input.");
    private readonly Option<double> _dropout = NumberOption.Create(
        "--dropout", 0.0, NumberRanges.FromZeroBelowOne, "Probability of dropping a feature between layers.");
    private readonly Option<double> _inputDropout = NumberOption.Create(
        "--input-dropout",
        0.0,
        NumberRanges.FromZeroBelowOne,
        "Probability of dropping a feature of what the first layer reads.");
    private readonly Option<double> _outputDropout = NumberOption.Create(
        "--output-dropout",
        0.0,
        NumberRanges.FromZeroBelowOne,
        "Probability of dropping a feature of what the output layer reads.");
    private readonly StackOptionGroup _stack = new();
    private readonly Option<bool> _learntState = new("--learnt-state")
    {
        Description = "The states that a text begins with are learnt, not zero.",
    };
    private readonly ChoiceOption<Bias> _bias = new(
        "--bias",
        "Biases of a gate: none, one as in the textbook, or PyTorch's two. Default: single; pair with --init.",
        [("none", Bias.None), ("single", Bias.Single), ("pair", Bias.Pair)]);
    private readonly InitializerOption _initializer = new();
    private readonly Option<string> _init = TextOption.File(
        "--init", "Begins with the weights of a safetensors file under PyTorch's names.");

    internal void AddTo(Command command)
    {
        _cell.AddTo(command);
        command.Add(_hidden);
        command.Add(_layers);
        command.Add(_projection);
        command.Add(_embed);
        command.Add(_dropout);
        command.Add(_inputDropout);
        command.Add(_outputDropout);
        _stack.AddTo(command);
        command.Add(_learntState);
        command.Add(_bias);
        _initializer.AddTo(command);
        command.Add(_init);
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, LanguageModelOptions stored)
    {
        _cell.Compare(conflicts, parsed, stored.Cell);
        conflicts.Compare(_hidden, () => Sizes(parsed), stored.HiddenSizes.Count > 0 ? stored.HiddenSizes : [stored.Hidden]);
        conflicts.Compare(_layers, () => parsed.GetValue(_layers), stored.Layers);
        conflicts.Compare(_projection, () => parsed.GetValue(_projection), stored.Projection);
        conflicts.Compare(_embed, () => parsed.GetValue(_embed), stored.Embed);
        conflicts.Compare(_dropout, () => (float)parsed.GetValue(_dropout), stored.Dropout);
        conflicts.Compare(_inputDropout, () => (float)parsed.GetValue(_inputDropout), stored.InputDropout);
        conflicts.Compare(_outputDropout, () => (float)parsed.GetValue(_outputDropout), stored.OutputDropout);
        _stack.Compare(conflicts, parsed, stored);
        conflicts.Compare(_learntState, () => parsed.GetValue(_learntState), stored.LearnsState);
        conflicts.Compare(_bias, () => _bias.Read(parsed), stored.Bias);
        _initializer.Refuse(conflicts);
        conflicts.Refuse(_init);
    }

    internal LanguageModelOptions Settings(ParseResult parsed)
    {
        var sizes = Sizes(parsed);
        var options = _stack.Apply(parsed, new LanguageModelOptions
        {
            Cell = _cell.Read(parsed),
            Hidden = sizes[^1],
            HiddenSizes = sizes.Count > 1 ? sizes : default,
            Layers = Layers(parsed),
            Projection = parsed.GetValue(_projection),
            Embed = parsed.GetValue(_embed),
            Dropout = (float)parsed.GetValue(_dropout),
            InputDropout = (float)parsed.GetValue(_inputDropout),
            OutputDropout = (float)parsed.GetValue(_outputDropout),
            LearnsState = parsed.GetValue(_learntState),
            Bias = _bias.Read(parsed) ?? (InitialFile(parsed) is null ? Bias.Single : Bias.Pair),
        });
        Require(options, sizes);
        return options;
    }

    internal Initializer ReadInitializer(ParseResult parsed) => _initializer.Read(parsed);

    /// <summary>The file that the weights come from; null where they are drawn.</summary>
    internal string? InitialFile(ParseResult parsed) => parsed.GetValue(_init);

    private static void Require(LanguageModelOptions options, LayerSizes sizes)
    {
        if (options is { Projection: > 0, Cell: not CellKind.Lstm })
        {
            throw new UsageException("--projection belongs to --cell lstm; leave it out or add --cell lstm.");
        }

        if (options.Projection >= sizes.Min())
        {
            throw new UsageException(
                $"--projection makes states narrower; give it fewer features than --hidden {sizes}, not {options.Projection}.");
        }

        if (options is { IsResidual: true, HiddenSizes.Count: > 0, Projection: 0 })
        {
            throw new UsageException($"--residual needs layers of one size; give --hidden one number, not {sizes}, or leave it out.");
        }
    }

    // One number where all layers are alike, however they were given.
    private LayerSizes Sizes(ParseResult parsed)
    {
        var sizes = parsed.GetValue(_hidden);
        return sizes.All(size => size == sizes[0]) ? [sizes[0]] : sizes;
    }

    private int Layers(ParseResult parsed)
    {
        var (sizes, layers) = (parsed.GetValue(_hidden), parsed.GetValue(_layers));
        if (sizes.Count > 1 && parsed.Has(_layers) && layers != sizes.Count)
        {
            throw new UsageException(
                $"--hidden {sizes} names {sizes.Count} layers and --layers {layers}; leave --layers out or give as many sizes.");
        }

        return sizes.Count > 1 ? sizes.Count : layers;
    }
}

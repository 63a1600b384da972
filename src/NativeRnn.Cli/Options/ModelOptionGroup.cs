using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say what a language model is made of and how it begins.</summary>
internal sealed class ModelOptionGroup
{
    private readonly CellOptionGroup _cell = new();
    private readonly Option<int> _hidden = NumberOption.Create(
        "--hidden", 256, NumberRanges.AtLeast(1), "Hidden units of a layer.");
    private readonly Option<int> _layers = NumberOption.Create(
        "--layers", 1, NumberRanges.AtLeast(1), "Recurrent layers on each other.");
    private readonly Option<int> _embed = NumberOption.Create(
        "--embed", 0, NumberRanges.AtLeast(0), "Features of a learnt embedding; 0: one-hot input.");
    private readonly Option<double> _dropout = NumberOption.Create(
        "--dropout", 0.0, NumberRanges.FromZeroBelowOne, "Probability of dropping a feature between layers.");
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
        command.Add(_embed);
        command.Add(_dropout);
        command.Add(_bias);
        _initializer.AddTo(command);
        command.Add(_init);
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, LanguageModelOptions stored)
    {
        _cell.Compare(conflicts, parsed, stored.Cell);
        conflicts.Compare(_hidden, () => parsed.GetValue(_hidden), stored.Hidden);
        conflicts.Compare(_layers, () => parsed.GetValue(_layers), stored.Layers);
        conflicts.Compare(_embed, () => parsed.GetValue(_embed), stored.Embed);
        conflicts.Compare(_dropout, () => (float)parsed.GetValue(_dropout), stored.Dropout);
        conflicts.Compare(_bias, () => _bias.Read(parsed), stored.Bias);
        _initializer.Refuse(conflicts);
        conflicts.Refuse(_init);
    }

    internal LanguageModelOptions Settings(ParseResult parsed) => new()
    {
        Cell = _cell.Read(parsed),
        Hidden = parsed.GetValue(_hidden),
        Layers = parsed.GetValue(_layers),
        Embed = parsed.GetValue(_embed),
        Dropout = (float)parsed.GetValue(_dropout),
        Bias = _bias.Read(parsed) ?? (InitialFile(parsed) is null ? Bias.Single : Bias.Pair),
    };

    internal Initializer ReadInitializer(ParseResult parsed) => _initializer.Read(parsed);

    /// <summary>The file that the weights come from; null where they are drawn.</summary>
    internal string? InitialFile(ParseResult parsed) => parsed.GetValue(_init);
}

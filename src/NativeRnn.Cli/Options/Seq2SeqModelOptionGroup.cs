using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say what a translator is made of and how it begins.</summary>
internal sealed class Seq2SeqModelOptionGroup
{
    private readonly CellOptionGroup _cell = new();
    private readonly Option<bool> _bidirectional = new("--bidirectional")
    {
        Description = "The encoder reads the source in both directions.",
    };
    private readonly ChoiceOption<BidirectionalMerge> _merge = new(
        "--merge",
        "With --bidirectional: both directions' outputs side by side, or their sum. Default: concat.",
        [("concat", BidirectionalMerge.Concatenation), ("sum", BidirectionalMerge.Sum)]);
    private readonly ChoiceOption<AttentionKind> _attention = new(
        "--attention",
        "How the decoder looks at the source: not at all but through one summary, by dot or general products (Luong), "
        + "or by an additive layer (Bahdanau).",
        [
            ("none", AttentionKind.None), ("dot", AttentionKind.Dot), ("general", AttentionKind.General),
            ("additive", AttentionKind.Additive),
        ],
        "none");
    private readonly Option<int> _hidden = NumberOption.Create(
        "--hidden", 32, NumberRanges.AtLeast(1), "Hidden units of a layer.");
    private readonly Option<int> _layers = NumberOption.Create(
        "--layers", 2, NumberRanges.AtLeast(1), "Recurrent layers on each other, in the encoder and in the decoder.");
    private readonly Option<int> _embed = NumberOption.Create(
        "--embed", 32, NumberRanges.AtLeast(1), "Features of a token's embedding.");
    private readonly Option<double> _dropout = NumberOption.Create(
        "--dropout", 0.0, NumberRanges.FromZeroBelowOne, "Probability of dropping a feature between layers.");
    private readonly Option<double> _embedDropout = NumberOption.Create(
        "--embed-dropout",
        0.0,
        NumberRanges.FromZeroBelowOne,
        "Probability of dropping a feature of an embedding, and of what the output layer reads.");
    private readonly StackOptionGroup _stack = new();
    private readonly Option<bool> _tie = new("--tie-output")
    {
        Description = "The output layer shares the target embedding's weights; needs --hidden and --embed equal.",
    };
    private readonly ChoiceOption<Bias> _bias = new(
        "--bias",
        "Biases of a gate: none, one as in the textbook, or PyTorch's two.",
        [("none", Bias.None), ("single", Bias.Single), ("pair", Bias.Pair)],
        "single");
    private readonly InitializerOption _initializer = new();

    internal void AddTo(Command command)
    {
        _cell.AddTo(command);
        command.Add(_bidirectional);
        command.Add(_merge);
        command.Add(_attention);
        command.Add(_hidden);
        command.Add(_layers);
        command.Add(_embed);
        command.Add(_dropout);
        command.Add(_embedDropout);
        _stack.AddTo(command);
        command.Add(_tie);
        command.Add(_bias);
        _initializer.AddTo(command);
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, Seq2SeqOptions stored)
    {
        _cell.Compare(conflicts, parsed, stored.Cell);
        conflicts.Compare(_bidirectional, () => parsed.GetValue(_bidirectional), stored.IsBidirectional);
        conflicts.Compare(_merge, () => _merge.Read(parsed), stored.Merge);
        conflicts.Compare(_attention, () => _attention.Read(parsed), stored.Attention);
        conflicts.Compare(_hidden, () => parsed.GetValue(_hidden), stored.Hidden);
        conflicts.Compare(_layers, () => parsed.GetValue(_layers), stored.Layers);
        conflicts.Compare(_embed, () => parsed.GetValue(_embed), stored.Embed);
        conflicts.Compare(_dropout, () => (float)parsed.GetValue(_dropout), stored.Dropout);
        conflicts.Compare(_embedDropout, () => (float)parsed.GetValue(_embedDropout), stored.EmbedDropout);
        _stack.Compare(conflicts, parsed, stored);
        conflicts.Compare(_tie, () => parsed.GetValue(_tie), stored.TiesOutput);
        conflicts.Compare(_bias, () => _bias.Read(parsed), stored.Bias);
        _initializer.Refuse(conflicts);
    }

    internal Seq2SeqOptions Settings(ParseResult parsed)
    {
        var options = _stack.Apply(parsed, new Seq2SeqOptions
        {
            Cell = _cell.Read(parsed),
            IsBidirectional = parsed.GetValue(_bidirectional),
            Merge = _merge.Read(parsed) ?? BidirectionalMerge.Concatenation,
            Attention = _attention.Read(parsed)!.Value,
            Hidden = parsed.GetValue(_hidden),
            Layers = parsed.GetValue(_layers),
            Embed = parsed.GetValue(_embed),
            Dropout = (float)parsed.GetValue(_dropout),
            EmbedDropout = (float)parsed.GetValue(_embedDropout),
            TiesOutput = parsed.GetValue(_tie),
            Bias = _bias.Read(parsed)!.Value,
        });
        if (_merge.Read(parsed) is not null && !options.IsBidirectional)
        {
            throw new UsageException("--merge belongs to --bidirectional; leave it out or add --bidirectional.");
        }

        if (options is { TiesOutput: true } && options.Hidden != options.Embed)
        {
            throw new UsageException("--tie-output needs --hidden and --embed equal; make them so or leave it out.");
        }

        if (options is { Attention: AttentionKind.Dot, IsBidirectional: true, Merge: BidirectionalMerge.Concatenation })
        {
            throw new UsageException(
                "--attention dot compares vectors of equal length, which --bidirectional doubles on one side; "
                + "add --merge sum, or choose general or additive.");
        }

        return options;
    }

    internal Initializer ReadInitializer(ParseResult parsed) => _initializer.Read(parsed);
}

using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say which text is learnt and what its tokens are.</summary>
/// <param name="measured">When a validation text is measured, for the help.</param>
internal sealed class CorpusOptionGroup(string measured = "after each epoch")
{
    private readonly Option<string> _data = TextOption.File("--data", "The text to learn, in UTF-8.", required: true);
    private readonly Option<string> _validation = TextOption.File(
        "--valid", $"A text to measure {measured}, with the vocabulary of --data.");
    private readonly ChoiceOption<Normalization> _normalize = new(
        "--normalize",
        "What is done to the text: nothing, lower case, the textbook's letters and single spaces only, or lower case with "
        + "a space before , . ! and ?.",
        [
            ("none", Normalization.None), ("lower", Normalization.Lower), ("letters", Normalization.Letters),
            ("separated", Normalization.Separated),
        ],
        "none");
    private readonly ChoiceOption<TokenUnit> _tokens = new(
        "--tokens",
        "What one token is: a character, a word, or a run of bytes that byte-pair encoding learns.",
        TokenUnits.Words,
        "char");
    private readonly BytePairOptionGroup _bytePairs = new(of: "");
    private readonly Option<int> _maxTokens = NumberOption.Create(
        "--max-tokens", -1, NumberRanges.AtLeast(-1), "Learns only so many tokens from the start; -1: all.");

    internal void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_validation);
        command.Add(_normalize);
        command.Add(_tokens);
        _bytePairs.AddTo(command);
        command.Add(_maxTokens);
    }

    internal Corpus ReadText(ParseResult parsed, int minFrequency = 1) =>
        Corpus.FromFile(parsed.GetValue(_data)!, Settings(parsed) with { MinFrequency = minFrequency });

    /// <summary>The text that a resumed run began with, read as it was then.</summary>
    internal Corpus ReadText(ParseResult parsed, TextCodec codec, int? maxTokens) =>
        Corpus.FromFile(parsed.GetValue(_data)!, codec, maxTokens);

    /// <summary>Fails where a run would be saved over its own text.</summary>
    internal void RequireOther(ParseResult parsed, CheckpointOptions? saving)
    {
        OutputFile.RequireOther(saving, parsed.GetValue(_data)!);
        OutputFile.RequireOther(saving, parsed.GetValue(_validation));
    }

    /// <summary>The file to learn.</summary>
    internal string FileOf(ParseResult parsed) => parsed.GetValue(_data)!;

    internal bool HasValidation(ParseResult parsed) => parsed.GetValue(_validation) is not null;

    /// <summary>The validation text; null where none is asked for.</summary>
    /// <exception cref="InvalidDataException">It is too short to measure anything, known before the training.</exception>
    internal Corpus? ReadValidation(ParseResult parsed, TextCodec codec)
    {
        if (parsed.GetValue(_validation) is not { } path)
        {
            return null;
        }

        var corpus = Corpus.FromFile(path, codec);
        return corpus.Tokens.Length >= 2
            ? corpus
            : throw new InvalidDataException($"The file '{path}' holds one token; --valid needs at least two.");
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, TextCodec codec, int? maxTokens)
    {
        conflicts.Compare(_normalize, () => _normalize.Read(parsed), codec.Normalization);
        conflicts.Compare(_tokens, () => _tokens.Read(parsed), codec.Unit);
        _bytePairs.Compare(conflicts, parsed, codec);
        conflicts.Compare(_maxTokens, () => LimitOf(parsed), maxTokens);
    }

    internal CorpusOptions Settings(ParseResult parsed)
    {
        var unit = _tokens.Read(parsed)!.Value;
        return new CorpusOptions
        {
            Normalization = _normalize.Read(parsed)!.Value,
            Unit = unit,
            BytePairs = _bytePairs.Settings(parsed, unit),
            MaxTokens = LimitOf(parsed),
        };
    }

    private int? LimitOf(ParseResult parsed) => parsed.GetValue(_maxTokens) switch
    {
        -1 => null,
        0 => throw new UsageException("--max-tokens must be at least 1, or -1 for all of them."),
        var limit => limit,
    };
}

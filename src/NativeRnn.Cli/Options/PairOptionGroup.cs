using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say which pairs are learnt and what their tokens are.</summary>
internal sealed class PairOptionGroup
{
    private readonly Option<string> _data = TextOption.File(
        "--data", "The pairs to learn, in UTF-8: source, tab, target on each line; further columns are ignored.", required: true);
    private readonly Option<string> _validation = TextOption.File(
        "--valid", "Pairs to measure after each epoch, with the vocabularies of --data.");
    private readonly Option<int?> _maxPairs = NumberOption.CreateOptional(
        "--max-pairs", NumberRanges.AtLeast(1), "Learns only so many pairs from the start. Default: all.");
    private readonly ChoiceOption<Normalization> _normalize = new(
        "--normalize",
        "What is done to both sides: nothing, lower case, letters only, or the textbook's way for translation: lower "
        + "case and a space before , . ! ?",
        [
            ("none", Normalization.None), ("lower", Normalization.Lower), ("letters", Normalization.Letters),
            ("separated", Normalization.Separated),
        ],
        "separated");
    private readonly ChoiceOption<TokenUnit> _tokens = new(
        "--tokens",
        "What one token is: a character, a word, or a run of bytes that byte-pair encoding learns.",
        TokenUnits.Words,
        "word");
    private readonly BytePairOptionGroup _bytePairs = new(of: " on each side");
    private readonly Option<bool> _isJoint = new("--bpe-joint")
    {
        Description = "For --tokens bpe: both sides share one code, learnt of both texts together; otherwise each has its own.",
    };
    private readonly Option<int> _minFrequency = NumberOption.Create(
        "--min-freq", 2, NumberRanges.AtLeast(1), "Tokens that occur less often are unknown.");
    private readonly Option<int?> _maxVocabulary = NumberOption.CreateOptional(
        "--max-vocabulary", NumberRanges.AtLeast(5), "Knows only so many tokens of each side, the most frequent ones. Default: all.");

    internal void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_validation);
        command.Add(_maxPairs);
        command.Add(_normalize);
        command.Add(_tokens);
        _bytePairs.AddTo(command);
        command.Add(_isJoint);
        command.Add(_minFrequency);
        command.Add(_maxVocabulary);
    }

    /// <summary>The file to learn.</summary>
    internal string FileOf(ParseResult parsed) => parsed.GetValue(_data)!;

    internal bool HasValidation(ParseResult parsed) => parsed.GetValue(_validation) is not null;

    /// <summary>The pairs to learn, with vocabularies of their own.</summary>
    /// <exception cref="InvalidDataException">No token of a side is frequent enough to be known.</exception>
    internal PairCorpus Read(ParseResult parsed)
    {
        var (path, frequency) = (parsed.GetValue(_data)!, parsed.GetValue(_minFrequency));
        var unit = _tokens.Read(parsed)!.Value;
        RequireFitting(parsed, unit);
        var pairs = PairCorpus.FromFile(path, new PairCorpusOptions
        {
            Normalization = _normalize.Read(parsed)!.Value,
            Unit = unit,
            BytePairs = _bytePairs.Settings(parsed, unit),
            IsBytePairCodeJoint = parsed.GetValue(_isJoint),
            MinFrequency = frequency,
            MaxVocabulary = parsed.GetValue(_maxVocabulary),
            MaxPairs = parsed.GetValue(_maxPairs),
        });
        return pairs.SourceUnknownCount < pairs.SourceTokenCount && pairs.TargetUnknownCount < pairs.TargetTokenCount
            ? pairs
            : throw new InvalidDataException(
                $"No token of a side of '{path}' occurs {frequency} times; lower --min-freq or give more pairs.");
    }

    private void RequireFitting(ParseResult parsed, TokenUnit unit)
    {
        if (unit == TokenUnit.BytePair && (parsed.Has(_minFrequency) || parsed.Has(_maxVocabulary)))
        {
            throw new UsageException(
                "--min-freq and --max-vocabulary are for characters and words; of byte pairs --merges says how many there are.");
        }

        if (unit != TokenUnit.BytePair && parsed.Has(_isJoint))
        {
            throw new UsageException($"{_isJoint.Name} is for --tokens bpe; add that or leave {_isJoint.Name} out.");
        }
    }

    /// <summary>The pairs that a resumed run began with, read as they were then.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="info">The saved run.</param>
    /// <param name="count">How many pairs it had; a larger --max-pairs is tried, since it may have been larger than the file.</param>
    internal PairCorpus Read(ParseResult parsed, CheckpointInfo info, long count) => PairCorpus.FromFile(
        parsed.GetValue(_data)!,
        info.Codec,
        info.TargetCodec!,
        new PairCorpusOptions
        {
            Normalization = info.Codec.Normalization,
            Unit = info.Codec.Unit,
            MaxPairs = checked((int)Math.Max(count, parsed.GetValue(_maxPairs) ?? 0)),
        });

    /// <summary>What is measured after each epoch; null where nothing is.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="source">How source sentences become tokens.</param>
    /// <param name="target">How target sentences become tokens.</param>
    internal MeasuredPairs? ReadValidation(ParseResult parsed, TextCodec source, TextCodec target) =>
        parsed.GetValue(_validation) is { } path ? MeasuredPairs.Read(path, source, target) : null;

    /// <summary>Fails where a run would be saved over its own pairs.</summary>
    internal void RequireOther(ParseResult parsed, CheckpointOptions? saving)
    {
        OutputFile.RequireOther(saving, parsed.GetValue(_data)!);
        OutputFile.RequireOther(saving, parsed.GetValue(_validation));
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, CheckpointInfo info, long count)
    {
        conflicts.Compare(_maxPairs, () => parsed.GetValue(_maxPairs) < count, false); // it may exceed what the file holds
        conflicts.Compare(_normalize, () => _normalize.Read(parsed), info.Codec.Normalization);
        conflicts.Compare(_tokens, () => _tokens.Read(parsed), info.Codec.Unit);
        _bytePairs.Compare(conflicts, parsed, info.Codec);
        conflicts.Compare(_isJoint, () => parsed.GetValue(_isJoint), info.Codec.BytePairs?.IsSameAs(info.TargetCodec!.BytePairs));
        conflicts.Refuse(_minFrequency);
        conflicts.Refuse(_maxVocabulary);
    }
}

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
        "--tokens", "What one token is.", [("char", TokenUnit.Char), ("word", TokenUnit.Word)], "word", ["bpe"]);
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
        command.Add(_minFrequency);
        command.Add(_maxVocabulary);
    }

    internal bool HasValidation(ParseResult parsed) => parsed.GetValue(_validation) is not null;

    internal PairCorpus Read(ParseResult parsed) => PairCorpus.FromFile(parsed.GetValue(_data)!, new PairCorpusOptions
    {
        Normalization = _normalize.Read(parsed)!.Value,
        Unit = _tokens.Read(parsed)!.Value,
        MinFrequency = parsed.GetValue(_minFrequency),
        MaxVocabulary = parsed.GetValue(_maxVocabulary),
        MaxPairs = parsed.GetValue(_maxPairs),
    });

    /// <summary>The pairs that a resumed run began with, read as they were then.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="info">The saved run.</param>
    /// <param name="count">How many pairs it had.</param>
    internal PairCorpus Read(ParseResult parsed, CheckpointInfo info, long count) => PairCorpus.FromFile(
        parsed.GetValue(_data)!,
        info.Codec,
        info.TargetCodec!,
        new PairCorpusOptions
        {
            Normalization = info.Codec.Normalization,
            Unit = info.Codec.Unit,
            MaxPairs = checked((int)count),
        });

    /// <summary>What is measured after each epoch; null where nothing is.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="source">How source sentences become tokens.</param>
    /// <param name="target">How target sentences become tokens.</param>
    internal Seq2SeqValidation? ReadValidation(ParseResult parsed, TextCodec source, TextCodec target)
    {
        if (parsed.GetValue(_validation) is not { } path)
        {
            return null;
        }

        var sentences = PairFile.Read(path).ToList();
        return new Seq2SeqValidation { Pairs = PairCorpus.FromPairs(sentences, source, target), Sentences = sentences };
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, CheckpointInfo info, long count)
    {
        conflicts.Compare(_maxPairs, () => parsed.GetValue(_maxPairs), (int?)count);
        conflicts.Compare(_normalize, () => _normalize.Read(parsed), info.Codec.Normalization);
        conflicts.Compare(_tokens, () => _tokens.Read(parsed), info.Codec.Unit);
        conflicts.Refuse(_minFrequency);
        conflicts.Refuse(_maxVocabulary);
    }
}

using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say how byte pairs are learnt.</summary>
internal sealed class BytePairOptionGroup
{
    private readonly Option<int?> _merges;
    private readonly ChoiceOption<BytePairSpaces> _spaces = new(
        "--bpe-spaces",
        "For --tokens bpe: cuts text into words with the space before each, as GPT-2 does (default); or before spaces only, "
        + "with one more space before each line, so that a word has the same tokens wherever it stands, as SentencePiece does.",
        [("gpt2", BytePairSpaces.Gpt2), ("sentencepiece", BytePairSpaces.SentencePiece)]);

    /// <summary>Describes the options.</summary>
    /// <param name="of">What the merges are learnt of, for the help.</param>
    internal BytePairOptionGroup(string of) => _merges = NumberOption.CreateOptional(
        "--merges",
        NumberRanges.AtLeast(0),
        $"For --tokens bpe: how many pairs to learn to join{of}; 0: each byte is a token. Default: {new BytePairOptions().Merges}.");

    internal void AddTo(Command command)
    {
        command.Add(_merges);
        command.Add(_spaces);
    }

    /// <summary>How byte pairs are to be learnt; the defaults where tokens are others.</summary>
    internal BytePairOptions Settings(ParseResult parsed, TokenUnit unit)
    {
        if (unit != TokenUnit.BytePair && FindGiven(parsed) is { } option)
        {
            throw new UsageException($"{option} is for --tokens bpe; add that or leave {option} out.");
        }

        var defaults = new BytePairOptions();
        return new BytePairOptions
        {
            Merges = parsed.GetValue(_merges) ?? defaults.Merges,
            Spaces = _spaces.Read(parsed) ?? defaults.Spaces,
        };
    }

    /// <summary>The first of the options that is given; null for none.</summary>
    internal string? FindGiven(ParseResult parsed) =>
        parsed.Has(_merges) ? _merges.Name : parsed.Has(_spaces) ? _spaces.Name : null;

    /// <summary>Notes what a saved run does not have.</summary>
    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, TextCodec codec)
    {
        conflicts.Compare(_spaces, () => _spaces.Read(parsed), codec.BytePairs?.Spaces);
        // A text may have had fewer pairs to learn than were asked for.
        conflicts.Compare(_merges, () => codec.BytePairs is { } code && parsed.GetValue(_merges) >= code.MergeCount, true);
    }
}

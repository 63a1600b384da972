using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say how far back through time gradients go.</summary>
internal sealed class BackpropagationOptionGroup
{
    private readonly ChoiceOption<Truncation> _truncation = new(
        "--bptt",
        "Where gradients through time are cut, one optimizer step to each cut: after every --steps tokens, only at the end "
        + "of a strip or of --bptt-segments, or at random places with factors that keep the estimate unbiased.",
        [("carried", Truncation.Carried), ("full", Truncation.Full), ("random", Truncation.Random)],
        "carried");
    private readonly Option<int?> _segments = NumberOption.CreateOptional(
        "--bptt-segments",
        NumberRanges.AtLeast(1),
        "With --bptt full: gradients go through so many times --steps tokens. Default: the whole strip, one step an epoch.");
    private readonly Option<double?> _mean = NumberOption.CreateOptional(
        "--bptt-mean",
        NumberRanges.AboveOne,
        "With --bptt random: they go through so many times --steps tokens on average. Default: 2.");

    internal void AddTo(Command command)
    {
        command.Add(_truncation);
        command.Add(_segments);
        command.Add(_mean);
    }

    internal void Compare(ResumeConflicts conflicts, ParseResult parsed, BackpropagationOptions stored)
    {
        conflicts.Compare(_truncation, () => _truncation.Read(parsed), stored.Truncation);
        conflicts.Compare(_segments, () => parsed.GetValue(_segments), stored.Segments);
        conflicts.Compare(_mean, () => parsed.GetValue(_mean), stored.MeanSegments);
    }

    internal BackpropagationOptions Settings(ParseResult parsed, Sampling sampling)
    {
        var settings = new BackpropagationOptions { Truncation = _truncation.Read(parsed)!.Value };
        if (settings.Truncation != Truncation.Carried && sampling != Sampling.Sequential)
        {
            throw new UsageException(
                $"--bptt {parsed.GetValue(_truncation)} needs --sampling sequential: shuffled windows do not follow each "
                + "other, so that no gradient goes from one to the one before it.");
        }

        if (parsed.GetValue(_segments) is { } segments)
        {
            settings = settings.Truncation == Truncation.Full
                ? settings with { Segments = segments }
                : throw new UsageException("--bptt-segments belongs to --bptt full; leave it out or choose that one.");
        }

        if (parsed.GetValue(_mean) is { } mean)
        {
            settings = settings.Truncation == Truncation.Random
                ? settings with { MeanSegments = mean }
                : throw new UsageException("--bptt-mean belongs to --bptt random; leave it out or choose that one.");
        }

        return settings;
    }
}

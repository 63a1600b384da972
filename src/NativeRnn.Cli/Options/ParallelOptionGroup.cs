using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>The options that say how ranks train together.</summary>
internal sealed class ParallelOptionGroup
{
    private readonly ChoiceOption<GradientWire> _reduce = new(
        "--reduce",
        "Under mpirun: what gradients travel in between ranks; bf16 halves the bytes.",
        [("f32", GradientWire.F32), ("bf16", GradientWire.BF16)],
        "f32");

    private readonly ChoiceOption<bool> _overlap = new(
        "--overlap",
        "Under mpirun: whether gradients are summed while the backward pass goes on. Default: where ranks are on several hosts.",
        [("on", true), ("off", false)],
        null);

    internal void AddTo(Command command)
    {
        command.Add(_reduce);
        command.Add(_overlap);
    }

    /// <summary>Fails where the options have nothing to act on.</summary>
    internal void RequireRanks(ParseResult parsed, CliContext context)
    {
        if (context.Ranks is null && new Option[] { _reduce, _overlap }.FirstOrDefault(parsed.Has) is { } option)
        {
            throw new UsageException($"{option.Name} is for several processes: start them with mpirun, or leave it out.");
        }
    }

    /// <summary>Makes the trainers of all ranks one, where there are several.</summary>
    internal void Join(ParseResult parsed, CliContext context, Trainer trainer)
    {
        if (context.Ranks is { } ranks)
        {
            _ = new DataParallel(
                trainer,
                ranks,
                new DataParallelOptions { Wire = _reduce.Read(parsed)!.Value, Overlaps = _overlap.Read(parsed) });
        }
    }
}

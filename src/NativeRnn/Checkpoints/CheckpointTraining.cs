using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>The run that a model file can go on with.</summary>
public sealed record CheckpointTraining
{
    /// <summary>What the run was told to do.</summary>
    public required TrainingOptions Options { get; init; }

    /// <summary>Where its random numbers come from.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Threads that computed; another number of them may round differently.</summary>
    public required int Threads { get; init; }

    /// <summary>Optimizer steps taken.</summary>
    public required long StepsDone { get; init; }

    /// <summary>Whole epochs done.</summary>
    public required int EpochsDone { get; init; }

    /// <summary>Steps taken in the epoch under way; 0 between two epochs.</summary>
    public required long StepsInEpoch { get; init; }

    /// <summary>Tokens of the text that it trains on; for pairs, of both sides together; for time series, numbers.</summary>
    public required long Tokens { get; init; }

    /// <summary>Sentence pairs that it trains on; 0 for other models than translators.</summary>
    public required long Pairs { get; init; }

    /// <summary>Labelled sequences that it trains on; 0 for other models than taggers and classifiers.</summary>
    public long Sequences { get; init; }

    /// <summary>The best validation so far; null where nothing was measured.</summary>
    public BestValidation? BestValidation { get; init; }

    /// <summary>Reads and checks the header's part on training.</summary>
    /// <param name="state">As the file holds it.</param>
    /// <param name="kind">Of the model in the file.</param>
    /// <param name="name">What the messages of errors call the file.</param>
    /// <exception cref="CheckpointException">It cannot come from a run.</exception>
    internal static CheckpointTraining Of(TrainingState state, Header.ModelOneofCase kind, string name)
    {
        try
        {
            RequireSense(state);
            return new CheckpointTraining
            {
                Options = TrainingMessages.OptionsOf(state.Options, kind),
                Seed = state.Random.Seed,
                Threads = state.Options.Threads,
                StepsDone = state.Step,
                EpochsDone = checked((int)state.Epoch),
                StepsInEpoch = state.StepInEpoch,
                Tokens = state.Data.Tokens,
                Pairs = state.Data.Pairs,
                Sequences = state.Data.Sequences,
                BestValidation = TrainingMessages.BestOf(state.Best),
            };
        }
        catch (Exception invalid) when (invalid is ArgumentException or OverflowException)
        {
            throw Senseless(name, invalid);
        }
    }

    internal static CheckpointException Senseless(string name, Exception invalid) =>
        new($"{name} holds a run that cannot have been saved by NativeRnn: {invalid.Message}", invalid);

    private static void RequireSense(TrainingState state)
    {
        if (state.Options is null || state.Schedule is null || state.Random is null || state.Data is null)
        {
            throw new ArgumentException("A part of its state is missing.", nameof(state));
        }
        var isWithinEpoch = state.StepInEpoch > 0;
        if (isWithinEpoch != (state.Sampler is not null) || isWithinEpoch != (state.Sums is not null)
            || (isWithinEpoch && !CanHaveTaken(state, state.Sampler!.Position)))
        {
            throw new ArgumentException("Its parts disagree on where it stands in the epoch.", nameof(state));
        }
        if (state.Epoch < 0 || state.StepInEpoch < 0 || state.Step < state.StepInEpoch || state.Sums is { Tokens: < 0 })
        {
            throw new ArgumentException("It counts steps or epochs that cannot be.", nameof(state));
        }
        if (state.Options.Threads is < 1 or > Engine.MaxThreads)
        {
            throw new ArgumentException($"It names {state.Options.Threads} threads.", nameof(state));
        }
    }

    // With full and random truncation a step takes one batch or more; else all take the same, but for an epoch's last.
    private static bool CanHaveTaken(TrainingState state, long batches)
    {
        var perStep = Math.Max(1, state.Options.Accumulation);
        return state.Options.Truncation is Checkpoints.Proto.Truncation.Full or Checkpoints.Proto.Truncation.Random
            ? batches >= state.StepInEpoch
            : (batches + perStep - 1) / perStep == state.StepInEpoch;
    }
}

using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <content>Saving a run and going on with it.</content>
public sealed partial class LanguageModelTrainer
{
    private DataFingerprint? _fingerprint;

    /// <summary>Goes on with a run exactly where it was saved, as if it had not stopped.</summary>
    /// <remarks>
    /// With the same text, number of threads and kind of processor, everything that follows is the same bit for bit.
    /// The trainer has a model of its own in <see cref="Model"/>.
    /// </remarks>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <param name="tokens">The text that the run began with, as ids of the saved model's vocabulary.</param>
    /// <param name="changes">What is different from now on; nothing by default.</param>
    /// <param name="engine">Where it computes; where none is given, the CPU with as many threads as before.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="CheckpointException">
    /// The file is foreign, newer, truncated or corrupted, or holds a model without its training.
    /// </exception>
    /// <exception cref="InvalidDataException">The text is not the one that the run began with.</exception>
    public static LanguageModelTrainer Resume(
        string path, ReadOnlyMemory<int> tokens, ResumeOptions? changes = null, Engine? engine = null)
    {
        using var reader = CheckpointReader.Open(path);
        return TrainingCheckpoint.Resume(reader, path, tokens, changes ?? new ResumeOptions(), engine);
    }

    /// <summary>
    /// Saves the model and all that the run needs to go on, between any two steps; a failure leaves an earlier file as
    /// it was.
    /// </summary>
    /// <param name="path">Its folder must exist. <see cref="LanguageModel.Load"/> reads the model from it too.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file may not be written.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Save(string path) => LanguageModelCheckpoint.Save(path, Model, Capture());

    /// <summary>Whether the next step begins with the state that the last one left.</summary>
    internal static bool CarriesState(TrainingOptions options, bool isWithinEpoch) =>
        isWithinEpoch && options.Windows.Sampling == Sampling.Sequential;

    /// <summary>The tokens that a run trains on.</summary>
    internal static ReadOnlyMemory<int> Cut(ReadOnlyMemory<int> tokens, TrainingOptions options) =>
        options.MaxTokens < tokens.Length ? tokens[..options.MaxTokens.Value] : tokens;

    /// <summary>Where the run stands; its tensors are views of the trainer's own.</summary>
    internal TrainingSnapshot Capture() => new(
        StateMessage(),
        _optimizer.FirstMoment,
        _optimizer.SecondMoment,
        CarriesState(Options, _inEpoch) ? _state.All : default);

    /// <summary>Goes to where another trainer of the same text stood; tensors are not touched.</summary>
    /// <exception cref="ArgumentException">The state does not belong to these options and this text.</exception>
    /// <exception cref="OverflowException">A number does not fit.</exception>
    internal void Restore(TrainingState state)
    {
        _optimizer.Steps = state.Step;
        EpochsDone = checked((int)state.Epoch);
        _schedule.Restore(state.Schedule);
        _inEpoch = state.StepInEpoch > 0;
        if (_inEpoch)
        {
            _sampler.Restore(TrainingMessages.SamplerOf(state.Sampler));
            _epochLoss = new Loss(state.Sums.LossTotal, state.Sums.Tokens);
        }
        BestValidation = state.Best is { } best
            ? new BestValidation(best.Loss, checked((int)best.Epoch), best.Step)
            : null;
    }

    private TrainingState StateMessage() => new()
    {
        Step = StepsDone,
        Epoch = EpochsDone,
        StepInEpoch = _inEpoch ? _sampler.Position : 0,
        Options = TrainingMessages.MessageOf(Options, _random.Seed, Model.Engine.Threads),
        Schedule = _schedule.Capture(),
        Random = new RandomState { Seed = _random.Seed, Position = _random.Position },
        Sampler = _inEpoch ? TrainingMessages.MessageOf(_sampler.Capture(), Options.Windows.Sampling) : null,
        Sums = _inEpoch ? new RunningSums { LossTotal = _epochLoss.Total, Tokens = _epochLoss.Count } : null,
        Best = BestValidation is { } best
            ? new Checkpoints.Proto.BestValidation { Loss = best.Loss, Epoch = best.Epoch, Step = best.Step }
            : null,
        Data = _fingerprint ??= TokenFingerprint.Of(_tokens.Span),
    };
}

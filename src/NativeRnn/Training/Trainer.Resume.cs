using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <content>Saving a run and going on with it.</content>
public abstract partial class Trainer
{
    private DataFingerprint? _fingerprint;

    /// <summary>
    /// Saves the model and all that the run needs to go on, between any two steps; a failure leaves an earlier file as
    /// it was. Of ranks that train together all must call it; rank 0 writes.
    /// </summary>
    /// <param name="path">Its folder must exist. The model can be loaded from it too.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file may not be written.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var snapshot = Capture();
        if (IsRoot)
        {
            Write(path, snapshot);
        }
    }

    /// <summary>The seed of its generator.</summary>
    internal ulong Seed => _random.Seed;

    /// <summary>Where the run stands; its tensors are views of the trainer's own.</summary>
    internal TrainingSnapshot Capture() => new(
        StateMessage(), _optimizer.FirstMoment, _optimizer.SecondMoment, _inEpoch ? CarriedState : default);

    /// <summary>Goes to where another trainer of the same data stood; tensors are not touched.</summary>
    /// <exception cref="ArgumentException">The state does not belong to these options and this data.</exception>
    /// <exception cref="OverflowException">A number does not fit.</exception>
    internal void Restore(TrainingState state)
    {
        _optimizer.Steps = state.Step;
        EpochsDone = checked((int)state.Epoch);
        _schedule.Restore(state.Schedule);
        _stepsInEpoch = checked((int)state.StepInEpoch);
        _inEpoch = _stepsInEpoch > 0;
        if (_inEpoch)
        {
            _sampler.Restore(TrainingMessages.SamplerOf(state.Sampler));
            _epochLoss = new Loss(state.Sums.LossTotal, state.Sums.Tokens);
            ContinueWithinEpoch();
        }
        BestValidation = TrainingMessages.BestOf(state.Best);
    }

    /// <summary>The next step goes on where the last one ended, in an epoch under way.</summary>
    private protected virtual void ContinueWithinEpoch()
    {
    }

    /// <summary>Writes the model and the run.</summary>
    private protected abstract void Write(string path, TrainingSnapshot snapshot);

    /// <summary>What the data is told by.</summary>
    private protected abstract DataFingerprint FingerprintOfData();

    private TrainingState StateMessage() => new()
    {
        Step = StepsDone,
        Epoch = EpochsDone,
        StepInEpoch = _inEpoch ? _stepsInEpoch : 0,
        Options = TrainingMessages.MessageOf(Settings, _random.Seed, Engine.Threads),
        Schedule = _schedule.Capture(),
        Random = new RandomState { Seed = _random.Seed, Position = _random.Position },
        Sampler = _inEpoch ? TrainingMessages.MessageOf(_sampler.Capture(), Settings) : null,
        Sums = _inEpoch ? new RunningSums { LossTotal = _epochLoss.Total, Tokens = _epochLoss.Count } : null,
        Best = TrainingMessages.MessageOf(BestValidation),
        Data = _fingerprint ??= FingerprintOfData(),
    };
}

namespace NativeRnn.Cli;

/// <summary>Keeps what happens in a training, beside what is printed.</summary>
internal interface ITrainingObserver : IDisposable
{
    /// <summary>The file that there is to look at in the end; null for none.</summary>
    public string? Page { get; }

    /// <summary>After each step.</summary>
    public void OnStep(TrainingStep step);

    /// <summary>After each epoch.</summary>
    public void OnEpoch(EpochResult epoch);

    /// <summary>When the training is over, or was interrupted.</summary>
    /// <param name="isUsable">Whether the model can be asked: not after a loss that is no number.</param>
    public void OnEnd(bool isUsable);
}

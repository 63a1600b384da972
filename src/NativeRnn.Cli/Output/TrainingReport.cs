namespace NativeRnn.Cli;

/// <summary>Shows how a training goes.</summary>
internal abstract class TrainingReport
{
    /// <summary>Before the first step.</summary>
    internal abstract void Begin(Trainer trainer, string description);

    /// <summary>Runs the training; a live display lasts as long as it does.</summary>
    internal virtual void Run(Action training) => training();

    /// <summary>After each step.</summary>
    internal virtual void OnStep(TrainingStep step)
    {
    }

    /// <summary>After each epoch.</summary>
    internal abstract void OnEpoch(EpochResult epoch);

    /// <summary>When the model has been saved.</summary>
    internal abstract void Saved(string path);
}

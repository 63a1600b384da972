namespace NativeRnn;

/// <summary>The loss is no longer a number: the parameters are beyond repair.</summary>
public sealed class TrainingDivergedException : Exception
{
    internal TrainingDivergedException(long step)
        : base($"The loss is not a number at step {step}: lower the learning rate, or clip the gradients more.") =>
        Step = step;

    /// <summary>The step at which it showed, from 1.</summary>
    public long Step { get; }
}

namespace NativeRnn;

/// <summary>What one optimizer step saw.</summary>
/// <param name="Step">Its number, from 1.</param>
/// <param name="Epoch">The epoch it belongs to, from 1.</param>
/// <param name="StepInEpoch">Its number within the epoch, from 1.</param>
/// <param name="StepsPerEpoch">How many the epoch has; with windows of random length, about so many.</param>
/// <param name="Loss">Mean −ln p of the batch's tokens before the step, in nats; mean squared error of a batch of a time series.</param>
/// <param name="GradientNorm">‖g‖₂ before clipping.</param>
/// <param name="LearningRate">η that was used.</param>
/// <param name="Tokens">Tokens of the batch; of a time series, predicted numbers.</param>
public readonly record struct TrainingStep(
    long Step,
    int Epoch,
    int StepInEpoch,
    int StepsPerEpoch,
    double Loss,
    double GradientNorm,
    double LearningRate,
    long Tokens);

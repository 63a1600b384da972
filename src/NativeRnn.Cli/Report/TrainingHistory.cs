namespace NativeRnn.Cli;

/// <summary>What happened in a training.</summary>
internal sealed class DemoHistory
{
    internal List<TrainingStep> Steps { get; } = [];

    internal List<EpochResult> Epochs { get; } = [];

    /// <summary>Something of each step, over the epochs that have passed.</summary>
    internal ChartSeries ByStep(string name, Func<TrainingStep, double> value) => new(
        name,
        [.. Steps.Select(step => (step.Epoch - 1 + (double)step.StepInEpoch / step.StepsPerEpoch, value(step)))]);

    /// <summary>Something of each epoch.</summary>
    internal ChartSeries ByEpoch(string name, Func<EpochResult, double> value) =>
        new(name, [.. Epochs.Select(epoch => ((double)epoch.Epoch, value(epoch)))]);
}

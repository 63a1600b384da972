using System.Diagnostics;

namespace NativeRnn.Cli;

/// <summary>How long a training is, so that it fits into a time.</summary>
/// <param name="Epochs">At most as many as show.</param>
/// <param name="MaxSteps">Where the time is too short for one epoch; null else.</param>
internal sealed record DemoSchedule(int Epochs, long? MaxSteps)
{
    private const int WarmUpSteps = 3;
    private const int MeasuredSteps = 12;

    /// <summary>Times some steps of a training.</summary>
    /// <param name="trainer">Of a model of the same shape that is thrown away.</param>
    /// <param name="epochs">How many the trainer has been told to take, which is the most.</param>
    /// <param name="time">How long the training may take.</param>
    internal static DemoSchedule Measure(Trainer trainer, int epochs, TimeSpan time)
    {
        var stepsPerEpoch = (double)trainer.TotalSteps / epochs;
        TimeSteps(trainer, WarmUpSteps);
        var steps = MeasuredSteps * (time / TimeSteps(trainer, MeasuredSteps));
        return steps < stepsPerEpoch
            ? new DemoSchedule(1, Math.Max(1, (long)steps))
            : new DemoSchedule((int)Math.Min(epochs, steps / stepsPerEpoch), null);
    }

    private static TimeSpan TimeSteps(Trainer trainer, int steps)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < steps; i++)
        {
            trainer.Step();
        }

        return watch.Elapsed;
    }
}

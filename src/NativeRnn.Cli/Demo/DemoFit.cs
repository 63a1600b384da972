namespace NativeRnn.Cli;

/// <summary>Trains to the end, or until the time has run out for good, and keeps what happens.</summary>
internal sealed class DemoFit(TrainingHistory history, DemoSchedule schedule, TimeSpan time)
{
    private const int MostLines = 12;
    private const int FirstEpochs = 3; // in which most happens
    private const double Patience = 1.5; // other work on the machine may slow the training down so much

    /// <summary>Prints a line.</summary>
    internal required Action<string> Show { get; init; }

    /// <summary>Told of the epochs that a line is printed for, the first and the last included.</summary>
    internal required Action<EpochResult> Sample { get; init; }

    internal void Run(
        Action<IProgress<EpochResult>, IProgress<TrainingStep>, CancellationToken> fit, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Patience * time);
        try
        {
            fit(
                new SynchronousProgress<EpochResult>(OnEpoch),
                new SynchronousProgress<TrainingStep>(history.Add),
                deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Show("The time is up.");
        }
    }

    private void OnEpoch(EpochResult epoch)
    {
        history.Epochs.Add(epoch);
        var interval = 1 + (schedule.Epochs - 1) / MostLines;
        if (epoch.Epoch <= FirstEpochs || epoch.Epoch % interval == 0 || epoch.Epoch == schedule.Epochs)
        {
            Show(TrainingLines.Describe(epoch));
            Sample(epoch);
        }
    }
}

namespace NativeRnn.Cli;

/// <summary>Trains, reports, and saves what there is between, in the end, and when interrupted.</summary>
internal sealed class TrainingRun(
    CliContext context, Trainer trainer, TrainingReport report, CheckpointSaver? saver)
{
    /// <summary>Told of all that happens; disposed with the run's end.</summary>
    internal IReadOnlyList<ITrainingObserver> Observers { get; init; } = [];

    /// <summary>Trains to the end or until Ctrl-C.</summary>
    /// <param name="description">What is trained on what.</param>
    /// <param name="fit">Trains, and tells the two of its epochs and steps.</param>
    /// <returns>The exit code.</returns>
    internal int Execute(
        string description, Action<IProgress<EpochResult>, IProgress<TrainingStep>, CancellationToken> fit)
    {
        try
        {
            var code = Train(description, fit);
            End(isUsable: true);
            return code;
        }
        catch (TrainingDivergedException)
        {
            End(isUsable: false); // curves show best how it came to that
            throw;
        }
        finally
        {
            foreach (var observer in Observers)
            {
                observer.Dispose();
            }
        }
    }

    private int Train(string description, Action<IProgress<EpochResult>, IProgress<TrainingStep>, CancellationToken> fit)
    {
        report.Begin(trainer, description + TrainingLines.Together(trainer));
        try
        {
            report.Run(() => fit(
                new SynchronousProgress<EpochResult>(AfterEpoch),
                new SynchronousProgress<TrainingStep>(AfterStep),
                context.Cancellation));
        }
        catch (OperationCanceledException)
        {
            SaveInterrupted();
            return ExitCode.Interrupted;
        }

        if (saver is not null)
        {
            saver.Save();
            report.Saved(saver.Options.Path);
        }

        return ExitCode.Done;
    }

    private void AfterStep(TrainingStep step)
    {
        report.OnStep(step);
        foreach (var observer in Observers)
        {
            observer.OnStep(step);
        }

        saver?.AfterStep();
    }

    private void AfterEpoch(EpochResult epoch)
    {
        report.OnEpoch(epoch);
        foreach (var observer in Observers)
        {
            observer.OnEpoch(epoch);
        }

        saver?.AfterEpoch(epoch);
    }

    private void End(bool isUsable)
    {
        foreach (var observer in Observers)
        {
            observer.OnEnd(isUsable);
            if (observer.Page is { } page)
            {
                report.Saved(page);
            }
        }
    }

    // Of ranks that stop together one says so.
    private void SayInterrupted(string sentence)
    {
        if (context.IsRoot)
        {
            context.Complain(sentence);
        }
    }

    private void SaveInterrupted()
    {
        if (saver is null)
        {
            SayInterrupted($"Interrupted after step {trainer.StepsDone}; the model was not saved, for lack of --out.");
            return;
        }

        saver.Save();
        SayInterrupted(
            $"Interrupted after step {trainer.StepsDone}; the run, which --resume goes on with, was saved to {saver.Options.Path}.");
    }
}

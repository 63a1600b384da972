namespace NativeRnn.Cli;

/// <summary>Trains, reports, and saves what there is between, in the end, and when interrupted.</summary>
internal sealed class TrainingRun(
    CliContext context, LanguageModelTrainer trainer, TrainingReport report, CheckpointSaver? saver)
{
    /// <summary>Trains to the end or until Ctrl-C.</summary>
    /// <returns>The exit code.</returns>
    internal int Execute(Corpus corpus, Corpus? validation)
    {
        report.Begin(trainer, corpus);
        try
        {
            report.Run(() => trainer.Fit(
                validation?.Tokens ?? default,
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
        saver?.AfterStep();
    }

    private void AfterEpoch(EpochResult epoch)
    {
        report.OnEpoch(epoch);
        saver?.AfterEpoch(epoch);
    }

    private void SaveInterrupted()
    {
        if (saver is null)
        {
            context.Complain($"Interrupted after step {trainer.StepsDone}; the model was not saved, for lack of --out.");
            return;
        }

        saver.Save();
        context.Complain(
            $"Interrupted after step {trainer.StepsDone}; the run, which --resume goes on with, was saved to {saver.Options.Path}.");
    }
}

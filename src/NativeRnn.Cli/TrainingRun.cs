namespace NativeRnn.Cli;

/// <summary>Trains, reports, and saves what there is in the end or when interrupted.</summary>
internal sealed class TrainingRun(CliContext context, LanguageModelTrainer trainer, TrainingReport report, string? path)
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
                new SynchronousProgress<EpochResult>(report.OnEpoch),
                new SynchronousProgress<TrainingStep>(report.OnStep),
                context.Cancellation));
        }
        catch (OperationCanceledException)
        {
            SaveInterrupted();
            return ExitCode.Interrupted;
        }

        if (path is not null)
        {
            trainer.Model.Save(path);
            report.Saved(path);
        }

        return ExitCode.Done;
    }

    private void SaveInterrupted()
    {
        if (path is null)
        {
            context.Complain($"Interrupted after step {trainer.StepsDone}; the model was not saved, for lack of --out.");
            return;
        }

        trainer.Model.Save(path);
        context.Complain($"Interrupted after step {trainer.StepsDone}; the model was saved to {path}.");
    }
}

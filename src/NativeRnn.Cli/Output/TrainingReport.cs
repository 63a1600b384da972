namespace NativeRnn.Cli;

/// <summary>Shows how a training goes.</summary>
internal abstract class TrainingReport
{
    /// <summary>The kind of report that fits the output.</summary>
    /// <param name="context">Where to.</param>
    /// <param name="asJson">Objects rather than lines.</param>
    /// <param name="logsSteps">Whether every step is reported too.</param>
    /// <param name="sample">What the model makes up, shown after each line on an epoch; null for nothing.</param>
    internal static TrainingReport Create(CliContext context, bool asJson, bool logsSteps, Func<string>? sample) =>
        !context.IsRoot ? new PlainTrainingReport(TextWriter.Null, logsSteps: false)
        : asJson ? new JsonTrainingReport(context.Output, logsSteps)
        : context.IsTerminal && !logsSteps ? new LiveTrainingReport(context.Output, sample)
        : new PlainTrainingReport(context.Output, logsSteps, sample);

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

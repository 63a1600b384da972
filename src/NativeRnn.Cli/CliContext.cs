namespace NativeRnn.Cli;

/// <summary>What a command runs in.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Warnings and errors.</param>
/// <param name="IsTerminal">Whether a person watches the output.</param>
/// <param name="Cancellation">Cancelled by Ctrl-C or a request to terminate.</param>
internal sealed record CliContext(TextWriter Output, TextWriter Error, bool IsTerminal, CancellationToken Cancellation)
{
    /// <summary>Lines to work on, in UTF-8; standard input.</summary>
    internal Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    /// <summary>Whether nobody reads the output any more.</summary>
    internal Func<bool> IsOutputClosed { get; init; } = () => false;

    /// <summary>The lines of the input, each as soon as it has come.</summary>
    internal IEnumerable<string> ReadLines() =>
        TextLines.FromStream(new InterruptibleStream(OpenInput(), Cancellation), "standard input");

    /// <summary>Hands what is written to its reader: for commands that do nothing but write.</summary>
    /// <exception cref="OutputClosedException">Nobody reads it any more.</exception>
    internal void FlushOutput()
    {
        Output.Flush();
        if (IsOutputClosed())
        {
            throw new OutputClosedException();
        }
    }

    /// <summary>Whether a person types the input.</summary>
    internal bool IsInputTerminal { get; init; }

    /// <summary>The program's name in messages.</summary>
    internal const string ProgramName = "nativernn";

    /// <summary>Says something that does not stop the command.</summary>
    internal void Warn(string sentence) => Error.WriteLine($"{ProgramName}: warning: {sentence}");

    /// <summary>Says why the command stops.</summary>
    internal void Complain(string sentence) => Error.WriteLine($"{ProgramName}: {sentence}");

    /// <summary>Saves a run as it goes, and says where a save fails that the run goes on; null where nothing is saved.</summary>
    internal CheckpointSaver? SaverOf(Trainer trainer, CheckpointOptions? saving) => saving is null
        ? null
        : new CheckpointSaver(trainer, saving) { SaveFailed = failed => Warn($"{Failure.Sentence(failed)} The run goes on.") };

    /// <summary>Says what a resumed run may lack.</summary>
    internal void AdviseOnResume(Trainer trainer, bool isValidated)
    {
        if (trainer.HasStoppedEarly)
        {
            Warn("the run stopped early, for lack of a better validation; begin a new one with a larger --patience to go on.");
        }
        else if (trainer.IsFinished)
        {
            Warn($"the run is finished after {TrainingLines.Count(trainer.StepsDone, "step")}; "
                + "give a larger --epochs or --max-steps to go on.");
        }

        if (trainer.BestValidation is not null && !isValidated)
        {
            Warn("the run was validated until now; give its --valid again to go on with that.");
        }
    }
}

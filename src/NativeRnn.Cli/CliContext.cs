using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>What a command runs in.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Warnings and errors.</param>
/// <param name="IsTerminal">Whether a person watches the output.</param>
/// <param name="Cancellation">Cancelled by Ctrl-C or a request to terminate.</param>
internal sealed record CliContext(TextWriter Output, TextWriter Error, bool IsTerminal, CancellationToken Cancellation)
{
    // Rank 0 fails, says so and ends the others within it, even on a busy machine.
    private static readonly TimeSpan _rootsTime = TimeSpan.FromSeconds(3);

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

    /// <summary>The ranks of the job that this process was launched in; null where it works alone.</summary>
    internal MpiCommunicator? Ranks { get; private set; }

    /// <summary>Whether this process reports and writes files.</summary>
    internal bool IsRoot { get; } = MpiLaunch.Rank == 0;

    /// <summary>Whether a person types the input.</summary>
    internal bool IsInputTerminal { get; init; }

    /// <summary>The program's name in messages.</summary>
    internal const string ProgramName = "nativernn";

    /// <summary>Says something that does not stop the command.</summary>
    /// <remarks>Of processes that were launched together the first one alone does: what they warn of is the same.</remarks>
    internal void Warn(string sentence)
    {
        if (IsRoot)
        {
            Error.WriteLine($"{ProgramName}: warning: {sentence}");
        }
    }

    /// <summary>Says why the command stops.</summary>
    internal void Complain(string sentence) =>
        Error.WriteLine($"{ProgramName}: {(IsRoot ? "" : $"rank {MpiLaunch.Rank}: ")}{sentence}");

    /// <summary>Joins the job, if this process was launched in one of several.</summary>
    /// <exception cref="UsageException">The command is none that several processes can share.</exception>
    internal void JoinRanks(Command command)
    {
        if (MpiLaunch.Size == 1)
        {
            return;
        }

        if (command is not ISharedCommand)
        {
            throw new UsageException(
                $"'{command.Name}' works in one process; start it without mpirun. 'train lm', 'train seq2seq', 'translate' and "
                + "'evaluate' can be shared.");
        }

        Ranks = MpiCommunicator.Join();
        if (Ranks.FairThreads * Ranks.LocalSize < Ranks.HostProcessors)
        {
            Warn($"the launcher keeps each rank to {TrainingLines.Count(Environment.ProcessorCount, "processor")} of this host's "
                + $"{Ranks.HostProcessors}; give mpirun --bind-to none, or --map-by slot:PE=N, to use more.");
        }
    }

    /// <summary>Threads for an engine where the command line has none.</summary>
    /// <param name="alone">Where this process works alone.</param>
    internal int ThreadsOr(int alone) => Ranks?.FairThreads ?? alone;

    /// <summary>Fails unless a run can be saved where it is to be; rank 0 alone will save it.</summary>
    internal void RequireRoom(CheckpointOptions? saving, long bytes = 0)
    {
        if (IsRoot)
        {
            OutputFile.RequireRoom(saving, bytes);
        }
    }

    /// <summary>
    /// Whether this process is to say why it fails. Of processes that were launched together the first one does, and ends
    /// the others; each of them speaks only where that does not come. What is wrong with the command line is wrong for all.
    /// </summary>
    internal bool MustSpeak(Exception failure) =>
        IsRoot || (failure is not UsageException && !Cancellation.WaitHandle.WaitOne(_rootsTime));

    /// <summary>Saves a run as it goes, and says where a save fails that the run goes on; null where nothing is saved.</summary>
    internal CheckpointSaver? SaverOf(Trainer trainer, CheckpointOptions? saving) => saving is null
        ? null
        : Ranks is not null ? new CheckpointSaver(trainer, saving) // a failure ends the job
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

namespace NativeRnn.Cli;

/// <summary>Turns exceptions into one sentence and an exit code.</summary>
internal static class Failure
{
    /// <summary>Set to 1, it adds the stack trace for those who look for a fault in this program.</summary>
    internal const string TraceVariable = "NATIVERNN_TRACE";

    /// <summary>Says what went wrong; nothing where nobody reads the output any more, which is how filters end.</summary>
    /// <returns>The exit code.</returns>
    internal static int Report(Exception failure, CliContext context)
    {
        if (failure is OutputClosedException)
        {
            return ExitCode.OutputClosed;
        }

        if (Environment.GetEnvironmentVariable(TraceVariable) == "1")
        {
            context.Error.WriteLine(failure);
        }

        context.Complain(Sentence(failure));
        return CodeOf(failure);
    }

    /// <summary>What went wrong, for a person.</summary>
    internal static string Sentence(Exception failure) => failure switch
    {
        TypeInitializationException { InnerException: { } inner } => Sentence(inner),
        OperationCanceledException => "Interrupted.",
        ArgumentException argument => WithoutParameter(argument),
        EntryPointNotFoundException => "The native library is of another version: install both from the same release.",
        OutOfMemoryException or OverflowException or NativeRnnException { Code: NativeErrorCode.OutOfMemory } =>
            "The sizes that were asked for do not fit into memory; lower --hidden, --layers, --batch, --steps or --beam.",
        _ when IsExpected(failure) => failure.Message,
        _ => $"Unexpected failure: {failure.Message} Set {TraceVariable}=1 to see where, and report it.",
    };

    /// <summary>The exit code.</summary>
    internal static int CodeOf(Exception failure) => failure switch
    {
        UsageException or ArgumentException => ExitCode.Usage,
        OperationCanceledException => ExitCode.Interrupted,
        _ => ExitCode.Failed,
    };

    private static bool IsExpected(Exception failure) => failure is UsageException
        or IOException // files and checkpoints
        or InvalidDataException
        or UnauthorizedAccessException
        or DllNotFoundException
        or NativeRnnException
        or NotSupportedException // what another program's format has no place for
        or TrainingDivergedException;

    // .NET appends the parameter's name, which is nothing that the user typed.
    private static string WithoutParameter(ArgumentException failure)
    {
        var end = failure.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return end < 0 ? failure.Message : failure.Message[..end];
    }
}

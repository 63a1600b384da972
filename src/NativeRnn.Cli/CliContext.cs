namespace NativeRnn.Cli;

/// <summary>What a command runs in.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Warnings and errors.</param>
/// <param name="IsTerminal">Whether a person watches the output.</param>
/// <param name="Cancellation">Cancelled by Ctrl-C or a request to terminate.</param>
internal sealed record CliContext(TextWriter Output, TextWriter Error, bool IsTerminal, CancellationToken Cancellation)
{
    /// <summary>The program's name in messages.</summary>
    internal const string ProgramName = "nativernn";

    /// <summary>Says something that does not stop the command.</summary>
    internal void Warn(string sentence) => Error.WriteLine($"{ProgramName}: warning: {sentence}");

    /// <summary>Says why the command stops.</summary>
    internal void Complain(string sentence) => Error.WriteLine($"{ProgramName}: {sentence}");
}

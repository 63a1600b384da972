using System.CommandLine;
using System.CommandLine.Invocation;

namespace NativeRnn.Cli;

/// <summary>The whole command line, with its streams as parameters.</summary>
internal static class CliProgram
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Warnings and errors, one sentence each.</param>
    /// <param name="isTerminal">Whether a person watches the output, so that a live display makes sense.</param>
    /// <param name="input">Opens what is read instead of standard input.</param>
    /// <param name="isOutputClosed">Whether nobody reads the results any more; never, where it is not given.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    internal static int Run(
        string[] args,
        TextWriter output,
        TextWriter error,
        bool isTerminal = false,
        Func<Stream>? input = null,
        Func<bool>? isOutputClosed = null)
    {
        using var interruption = new Interruption();
        var speaks = MpiLaunch.Rank == 0; // of processes that were launched together one has the word
        var context = new CliContext(speaks ? output : TextWriter.Null, error, isTerminal && speaks, interruption.Token)
        {
            IsOutputClosed = isOutputClosed ?? (() => false),
            OpenInput = input ?? Console.OpenStandardInput,
            IsInputTerminal = input is null && !Console.IsInputRedirected,
        };
        try
        {
            var code = Invoke(CommandTree.Create(context, args.FirstOrDefault()), args, context);
            context.Ranks?.Dispose();
            return code;
        }
        catch (Exception failure)
        {
            return ReportFailure(failure, context);
        }
    }

    // The others would wait for ever for a rank that fails: it ends them all.
    private static int ReportFailure(Exception failure, CliContext context)
    {
        var code = context.MustSpeak(failure) ? Failure.Report(failure, context) : Failure.CodeOf(failure);
        if (context.Ranks is not null)
        {
            context.Output.Flush();
            context.Error.Flush();
            MpiCommunicator.Abort(code);
        }

        return code;
    }

    private static int Invoke(Command root, string[] args, CliContext context)
    {
        // A prompt may begin with '@': arguments are never read from files.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            return context.IsRoot ? UsageErrors.Report(parsed, context) : ExitCode.Usage; // all were given the same line
        }

        context.JoinRanks(parsed.CommandResult.Command);
        return parsed.Invoke(new InvocationConfiguration
        {
            Output = context.Output,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // Interruption does it
        });
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;

namespace NativeRnn.Cli;

/// <summary>Says what is wrong with a command line.</summary>
internal static class UsageErrors
{
    /// <summary>One sentence per mistake, on standard error.</summary>
    internal static int Report(ParseResult parsed, CliContext context)
    {
        if (parsed.UnmatchedTokens is [var token, ..])
        {
            context.Complain(Unknown(token, PathOf(parsed.CommandResult)));
            return ExitCode.Usage;
        }

        foreach (var error in parsed.Errors)
        {
            // System.CommandLine's own sentence does not name the argument.
            context.Complain(error.SymbolResult is ArgumentResult { Tokens.Count: 0, Argument.Name: var name }
                ? $"Name a {name}; '{PathOf(parsed.CommandResult)} --help' says what it is."
                : error.Message);
        }

        return ExitCode.Usage;
    }

    private static string Unknown(string token, string path) => token.StartsWith('-')
        ? $"There is no option '{token}' here; '{path} --help' lists what there is."
        : $"'{token}' is not expected here; '{path} --help' says what is.";

    private static string PathOf(CommandResult command) => command.Parent is CommandResult parent
        ? $"{PathOf(parent)} {command.Command.Name}"
        : command.Command.Name;
}

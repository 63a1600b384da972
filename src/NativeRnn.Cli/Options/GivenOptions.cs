using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>Tells what stands on the command line from what is a default.</summary>
internal static class GivenOptions
{
    internal static bool Has(this ParseResult parsed, Option option) =>
        parsed.GetResult(option) is { Implicit: false };
}

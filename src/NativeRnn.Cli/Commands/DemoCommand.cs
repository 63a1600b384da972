using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary>stub</summary>
internal sealed class DemoCommand : Command
{
    internal DemoCommand(CliContext context)
        : base("demo", "x")
    {
        SetAction(_ => context.Output.WriteLine());
    }
}

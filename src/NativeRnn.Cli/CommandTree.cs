using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;

namespace NativeRnn.Cli;

/// <summary>All commands, and the options that stand before them.</summary>
internal static class CommandTree
{
    /// <summary>The release that this program belongs to, such as <c>0.1.0</c>.</summary>
    internal static string Version { get; } = typeof(CommandTree).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    internal static Command Create(CliContext context)
    {
        // No RootCommand: it takes its name from the process, which is "dotnet" or a test host at times.
        var root = new Command(CliContext.ProgramName, "Trains and runs recurrent networks at native speed.")
        {
            new TrainCommand(context),
            new GenerateCommand(context),
            new TranslateCommand(context),
            new EvaluateCommand(context),
            new PredictCommand(context),
            new FrequenciesCommand(context),
            new SeriesCommand(context),
            new DataCommand(context),
            new BleuCommand(context),
            new InspectCommand(context),
            new ExportCommand(context),
            new ImportCommand(context),
            new DoctorCommand(context),
            new BenchCommand(context),
            new DemoCommand(context),
            new ReproduceCommand(context),
            new HelpOption(),
            new VersionOption { Action = new PrintVersion(context) },
        };
        root.SetAction(int (_) => throw new UsageException(
            "Name a command, such as 'train lm'; 'nativernn --help' lists them."));
        return root;
    }

    private sealed class PrintVersion(CliContext context) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            context.Output.WriteLine(Version);
            return ExitCode.Done;
        }
    }
}

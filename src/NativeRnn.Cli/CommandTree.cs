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

    // Each by the word that calls it: making all commands takes longer than running most of them.
    private static readonly (string Name, Func<CliContext, Command> Make)[] _commands =
    [
        ("train", context => new TrainCommand(context)),
        ("generate", context => new GenerateCommand(context)),
        ("translate", context => new TranslateCommand(context)),
        ("evaluate", context => new EvaluateCommand(context)),
        ("predict", context => new PredictCommand(context)),
        ("frequencies", context => new FrequenciesCommand(context)),
        ("series", context => new SeriesCommand(context)),
        ("data", context => new DataCommand(context)),
        ("bleu", context => new BleuCommand(context)),
        ("inspect", context => new InspectCommand(context)),
        ("export", context => new ExportCommand(context)),
        ("import", context => new ImportCommand(context)),
        ("doctor", context => new DoctorCommand(context)),
        ("bench", context => new BenchCommand(context)),
        ("demo", context => new DemoCommand(context)),
        ("reproduce", context => new ReproduceCommand(context)),
    ];

    /// <summary>The commands that some arguments may mean.</summary>
    /// <param name="context">What the commands run in.</param>
    /// <param name="first">The first argument: where it names a command, the others are left out; null: all.</param>
    internal static Command Create(CliContext context, string? first = null)
    {
        // No RootCommand: it takes its name from the process, which is "dotnet" or a test host at times.
        var root = new Command(CliContext.ProgramName, "Trains and runs recurrent networks at native speed.")
        {
            new HelpOption(),
            new VersionOption { Action = new PrintVersion(context) },
        };
        var named = Array.FindIndex(_commands, command => command.Name == first);
        foreach (var (_, make) in named < 0 ? _commands : _commands.AsSpan(named, 1))
        {
            root.Add(make(context));
        }

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

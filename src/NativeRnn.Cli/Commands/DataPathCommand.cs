using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary><c>data path</c>: where a data set's file is, for scripts.</summary>
internal sealed class DataPathCommand : Command
{
    private readonly CliContext _context;
    private readonly Argument<string> _name = DataCommand.SetName();
    private readonly Option<string> _part = TextOption.Text(
        "--part", "Which of its files, such as valid or test. Default: the one to train on.");

    internal DataPathCommand(CliContext context)
        : base("path", "Prints where a data set's file is, and nothing else; fails where it is not on this machine.")
    {
        _context = context;
        Add(_name);
        Add(_part);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var set = DataSetCatalog.Find(parsed.GetValue(_name)!);
        if (new DataSetStore().Find(set, parsed.GetValue(_part)) is { } path)
        {
            _context.Output.WriteLine(path);
            return ExitCode.Done;
        }

        _context.Complain($"{set.Name} is not on this machine; 'nativernn data get {set.Name}' downloads it.");
        return ExitCode.Failed;
    }
}

using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary><c>data get</c>: downloads a data set, or takes it from a file.</summary>
internal sealed class DataGetCommand : Command
{
    private readonly CliContext _context;
    private readonly Argument<string> _name = DataCommand.SetName();
    private readonly Option<string> _from = TextOption.File(
        "--from", "Takes the file that 'data list' gives the address of from here; nothing is downloaded.");

    internal DataGetCommand(CliContext context)
        : base("get", "Downloads a data set, goes on with a download that was cut, and prints where its file is.")
    {
        _context = context;
        Add(_name);
        Add(_from);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var set = DataSetCatalog.Find(parsed.GetValue(_name)!);
        var store = new DataSetStore();
        try
        {
            var path = parsed.GetValue(_from) is { } file ? store.Place(set, file) : Download(store, set);
            _context.Output.WriteLine(path);
            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            _context.Complain("Interrupted; started again, the download goes on from here.");
            return ExitCode.Interrupted;
        }
    }

    // The licence goes where the path does not: $(nativernn data get NAME) is the path alone.
    private string Download(DataSetStore store, DataSet set)
    {
        if (store.Find(set) is { } path)
        {
            return path;
        }

        _context.Error.WriteLine($"{set.Title}; licence: {set.Licence}");
        var meter = new DownloadMeter(_context.Error, _context.IsTerminal);
        try
        {
            return store.DownloadAsync(set, meter, _context.Cancellation).GetAwaiter().GetResult();
        }
        finally
        {
            meter.Finish();
        }
    }
}

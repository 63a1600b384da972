using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace NativeRnn.Cli;

/// <summary><c>data list</c>: the data sets, their sizes and licences, and which of them are here.</summary>
internal sealed class DataListCommand : Command
{
    private readonly CliContext _context;
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object per data set.");

    internal DataListCommand(CliContext context)
        : base("list", "Lists the data sets and whether they are on this machine.")
    {
        _context = context;
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var store = new DataSetStore();
        if (parsed.GetValue(_json))
        {
            foreach (var set in DataSetCatalog.All)
            {
                JsonLine.Write(_context.Output, json => WriteJson(json, set, store));
            }

            return ExitCode.Done;
        }

        foreach (var set in DataSetCatalog.All)
        {
            Describe(set, store.Find(set));
        }

        _context.Output.WriteLine($"They are kept in {store.Folder}; 'nativernn data get NAME' downloads one.");
        return ExitCode.Done;
    }

    private static void WriteJson(Utf8JsonWriter json, DataSet set, DataSetStore store)
    {
        json.WriteString("name", set.Name);
        json.WriteString("title", set.Title);
        json.WriteString("licence", set.Licence);
        json.WriteReal("bytes", set.Bytes ?? double.NaN);
        json.WriteString("checksum", set.Checksum?.ToString());
        json.WriteString("address", set.Addresses[0].AbsoluteUri);
        json.WriteString("path", store.Find(set));
        json.WriteStartObject("parts");
        foreach (var part in set.Parts)
        {
            json.WriteString(part.Name, store.Find(set, part.Name));
        }

        json.WriteEndObject();
    }

    private void Describe(DataSet set, string? path)
    {
        var size = set.Bytes is { } bytes
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes to download")
            : "size unknown before the download";
        string[] lines =
        [
            $"{set.Name}: {set.Title}",
            $"  {size}; licence: {set.Licence}",
            $"  {set.Addresses[0]}",
            $"  {set.Checksum?.ToString() ?? "checksum unknown: that of the first download is recorded"}",
            $"  {path ?? "not on this machine"}",
        ];
        foreach (var line in lines)
        {
            _context.Output.WriteLine(line);
        }
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace NativeRnn.Cli;

/// <summary><c>reproduce</c>: runs a named result of the book and says whether it comes out.</summary>
internal sealed class ReproduceCommand : Command
{
    private const string ListName = "list";

    private readonly CliContext _context;
    private readonly Argument<string> _name = new("NAME")
    {
        Description = $"'{ListName}', or one of {string.Join(", ", BookResults.All.Select(result => result.Name))}.",
    };

    private readonly Option<ulong> _seed = NumberOption.Create(
        "--seed", 1UL, NumberRanges.AtLeast(0UL), "Where all random numbers come from.");
    private readonly Option<string> _data = new("--data-dir")
    {
        Description = "The folder that holds the book's texts (timemachine.txt, fra-eng/train.tsv), or the one file. Default: where 'data get' puts them.",
        HelpName = "DIR",
    };

    private readonly Option<int?> _epochs = NumberOption.CreateOptional(
        "--epochs", NumberRanges.AtLeast(1), "Trains shorter, for a first look: the band is that of the whole run.");
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object, for 'list' one for each result.");

    internal ReproduceCommand(CliContext context)
        : base("reproduce", "Trains a model of Dive into Deep Learning and compares it with the published number; 1: it does not come out.")
    {
        _context = context;
        Add(_name);
        Add(_seed);
        Add(_data);
        Add(_epochs);
        Add(_threads);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var name = parsed.GetValue(_name)!;
        if (name == ListName)
        {
            List(parsed.GetValue(_json));
            return ExitCode.Done;
        }

        var result = BookResults.Find(name);
        return Reproduce(parsed, result, TextOf(parsed, result));
    }

    private string TextOf(ParseResult parsed, BookResult result)
    {
        if (result.Text is not { } text)
        {
            return "";
        }

        var path = text.Find(parsed.GetValue(_data));
        if (!text.IsOriginal(path))
        {
            _context.Warn($"'{path}' is not {text.Title} as the book uses it, so that the band does not apply.");
        }

        return path;
    }

    private int Reproduce(ParseResult parsed, BookResult result, string path)
    {
        var asJson = parsed.GetValue(_json);
        var run = new BookRun(_context, result, path)
        {
            Seed = parsed.GetValue(_seed),
            Epochs = parsed.GetValue(_epochs) ?? result.Epochs,
            Threads = parsed.GetValue(_threads),
            IsQuiet = asJson,
        };
        if (asJson)
        {
            var found = result.Measure(run);
            JsonLine.Write(_context.Output, json => WriteJson(json, result, run, found));
            return CodeOf(result, found);
        }

        Describe(result);
        var measured = result.Measure(run);
        Compare(result, measured);
        return CodeOf(result, measured);
    }

    private static int CodeOf(BookResult result, BookFinding found) =>
        result.Holds(found.Measured) ? ExitCode.Done : ExitCode.Failed;

    private void List(bool asJson)
    {
        foreach (var result in BookResults.All)
        {
            if (asJson)
            {
                JsonLine.Write(_context.Output, json => WriteJson(json, result));
            }
            else
            {
                _context.Output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{result.Name,-21} {result.Section,-5} {Number(result, result.Published),-7} {result.Title}"));
            }
        }
    }

    private void Describe(BookResult result)
    {
        _context.Output.WriteLine($"{result.Name}: {result.Title}");
        WriteRow("book", $"Dive into Deep Learning {BookResult.Edition}, section {result.Section}");
        WriteRow("settings", result.Recipe);
        WriteRow("initialiser", result.Initializer);
        WriteRow("scale", result.LossScale);
        _context.FlushOutput();
    }

    private void Compare(BookResult result, BookFinding found)
    {
        WriteRow("measured", Number(result, found.Measured));
        WriteRow("published", Number(result, result.Published));
        WriteRow("band", $"up to {Number(result, result.Highest)}");
        foreach (var (name, text) in found.Shown)
        {
            WriteRow(name.Replace('_', ' '), text);
        }

        if (result.Note is { } note)
        {
            WriteRow("note", note);
        }

        _context.Output.WriteLine(result.Holds(found.Measured) ? "Inside the band." : "Outside the band.");
    }

    private void WriteRow(string name, string text) => _context.Output.WriteLine($"  {name,-12} {text}");

    private static string Number(BookResult result, double value) =>
        value.ToString($"F{result.Digits}", CultureInfo.InvariantCulture);

    private static void WriteJson(Utf8JsonWriter json, BookResult result)
    {
        json.WriteString("name", result.Name);
        json.WriteString("title", result.Title);
        json.WriteString("edition", BookResult.Edition);
        json.WriteString("section", result.Section);
        json.WriteString("settings", result.Recipe);
        json.WriteString("initializer", result.Initializer);
        json.WriteString("scale", result.LossScale);
        json.WriteString("text", result.Text?.Title);
        json.WriteNumber("published", result.Published);
        json.WriteNumber("highest", result.Highest);
    }

    private static void WriteJson(Utf8JsonWriter json, BookResult result, BookRun run, BookFinding found)
    {
        WriteJson(json, result);
        json.WriteNumber("seed", run.Seed);
        json.WriteNumber("epochs", run.Epochs);
        json.WriteReal("measured", found.Measured);
        json.WriteBoolean("inside", result.Holds(found.Measured));
        json.WriteStartArray("shown");
        foreach (var (name, text) in found.Shown)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

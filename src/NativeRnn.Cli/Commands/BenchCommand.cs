using System.CommandLine;
using System.Globalization;

namespace NativeRnn.Cli;

/// <summary><c>bench</c>: how fast this machine trains and generates, at the textbook's sizes.</summary>
internal sealed class BenchCommand : Command
{
    private readonly CliContext _context;
    private readonly EngineOptionGroup _engine = new();
    private readonly ChoiceOption<Precision> _precision = CommonOptions.TrainingPrecision();
    private readonly Option<double> _seconds = NumberOption.Create(
        "--seconds", 1.0, NumberRanges.Positive, "How long each work is repeated at least; its median is shown.");
    private readonly Option<bool> _json = CommonOptions.Json("Prints one JSON object per line.");

    internal BenchCommand(CliContext context)
        : base("bench", "Measures how fast this machine trains and generates, at the textbook's sizes.")
    {
        _context = context;
        _engine.AddTo(this);
        Add(_precision);
        Add(_seconds);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        using var engine = _engine.Open(parsed);
        var precision = _precision.Read(parsed)!.Value;
        var isJson = parsed.GetValue(_json);
        if (!isJson)
        {
            _context.Output.WriteLine(
                $"{engine}, {NativeLibraryInfo.InstructionSet}, oneDNN {NativeLibraryInfo.OneDnnVersion}, {precision}");
            _context.Output.WriteLine($"{"work",-20} {"ms",10} {"tokens/s",12}");
        }

        foreach (var one in BenchCase.All)
        {
            var milliseconds = one.Measure(engine, precision, parsed.GetValue(_seconds), _context.Cancellation);
            Write(one, milliseconds, precision, isJson);
            _context.FlushOutput();
        }

        return ExitCode.Done;
    }

    private void Write(BenchCase one, double milliseconds, Precision precision, bool isJson)
    {
        var tokensPerSecond = one.Tokens / milliseconds * 1000;
        if (isJson)
        {
            JsonLine.Write(_context.Output, json =>
            {
                json.WriteString("work", one.Name);
                json.WriteString("precision", precision == Precision.BF16 ? "bf16" : "f32");
                json.WriteReal("milliseconds", milliseconds);
                json.WriteReal("tokens_per_second", tokensPerSecond);
            });
            return;
        }

        _context.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{one.Name,-20} {milliseconds,10:F4} {tokensPerSecond,12:N0}"));
    }
}

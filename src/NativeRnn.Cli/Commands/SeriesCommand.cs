using System.CommandLine;

namespace NativeRnn.Cli;

/// <summary><c>series</c>: example series to learn from; needs no native library.</summary>
internal sealed class SeriesCommand : Command
{
    private readonly CliContext _context;
    private readonly Option<int> _length = NumberOption.Create("--length", 1000, NumberRanges.AtLeast(1), "Rows.");
    private readonly Option<double> _noise = NumberOption.Create(
        "--noise", 0.2, NumberRanges.AtLeast(0.0), "Standard deviation of the noise.");
    private readonly Option<ulong> _seed = CommonOptions.Seed();

    internal SeriesCommand(CliContext context)
        : base("series", "Makes example series.")
    {
        _context = context;
        var sine = new Command("sine", "Prints the textbook's noisy sine as comma-separated values: x = sin(t / 100) + noise for t = 1, 2 …")
        {
            _length,
            _noise,
            _seed,
        };
        sine.SetAction(Run);
        Add(sine);
        SetAction(int (_) => throw new UsageException("Say which series: 'series sine' prints a noisy sine."));
    }

    private int Run(ParseResult parsed)
    {
        TimeSeries
            .NoisySine(parsed.GetValue(_length), parsed.GetValue(_noise), new RandomSource(parsed.GetValue(_seed)))
            .WriteCsv(_context.Output);
        return ExitCode.Done;
    }
}

using System.Diagnostics;

namespace NativeRnn.Benchmarks;

/// <summary>Two threads beside one: on the machine as it is, and while other processes keep every core busy.</summary>
internal static class ScalingBenchmarks
{
    private const int Repetitions = 15;
    private const double QuietTarget = 1 / 1.7;
    private const double BusyTarget = 1.1;

    internal static IEnumerable<Comparison> Threads()
    {
        yield return TwoBesideOne("two threads beside one, LSTM 35x20, 650", QuietTarget, batch: 20, hidden: 650);
        var busy = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => StartBusyProcess()).ToList();
        try
        {
            yield return TwoBesideOne("the same beside busy processes", BusyTarget, batch: 20, hidden: 650);
            yield return TwoBesideOne("LSTM 35x32, 256, beside busy processes", BusyTarget, batch: 32, hidden: 256);
        }
        finally
        {
            foreach (var process in busy)
            {
                process.Kill();
                process.Dispose();
            }
        }
    }

    private static Comparison TwoBesideOne(string name, double target, int batch, int hidden)
    {
        using var one = Engine.Cpu(1);
        using var two = Engine.Cpu(2);
        using var alone = new LayerWork(one, CellKind.Lstm, 35, batch, hidden);
        using var both = new LayerWork(two, CellKind.Lstm, 35, batch, hidden);
        return Comparison.Measure(
            name,
            Yardstick.Ratio,
            target,
            () => Comparison.Time(Repetitions, both.Train),
            () => Comparison.Time(Repetitions, alone.Train));
    }

    private static Process StartBusyProcess()
    {
        var command = OwnProgram.CommandFor(OwnProgram.Spin);
        return Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true })!;
    }
}

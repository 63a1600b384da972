using System.Diagnostics;

namespace NativeRnn.Benchmarks;

/// <summary>One line of the report: ours and the floor, measured in turn, and the median ratio.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Ours">Median milliseconds of ours.</param>
/// <param name="Floor">Median milliseconds of the bare primitives.</param>
/// <param name="Ratio">Median over rounds of ours / floor.</param>
/// <param name="Target">The ratio aimed at.</param>
internal sealed record Comparison(string Name, double Ours, double Floor, double Ratio, double Target)
{
    private const int Rounds = 7; // odd: a median that was measured

    internal static Comparison Measure(string name, double target, Func<double> ours, Func<double> floor)
    {
        var (mine, bare, ratios) = (new double[Rounds], new double[Rounds], new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            bare[round] = floor();
            mine[round] = ours();
            ratios[round] = mine[round] / bare[round];
        }
        return new Comparison(name, Median(mine), Median(bare), Median(ratios), target);
    }

    /// <summary>Median milliseconds of an action after two runs that are not counted.</summary>
    internal static double Time(int repetitions, Action action)
    {
        action();
        action();
        var times = new double[repetitions];
        for (var i = 0; i < repetitions; i++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        return Median(times);
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}

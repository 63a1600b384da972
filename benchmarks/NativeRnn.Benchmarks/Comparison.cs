using System.Diagnostics;

namespace NativeRnn.Benchmarks;

/// <summary>One line of the report: ours and the floor, measured in turn, and what they say about each other.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Ours">Ours: median milliseconds, of sizes megabytes.</param>
/// <param name="Floor">The floor in the same unit: the bare primitives, or the model without the search; 0 where there is none.</param>
/// <param name="Value">Median over rounds, in <paramref name="Unit"/>.</param>
/// <param name="Unit">What the value counts.</param>
/// <param name="Target">The largest value aimed at, or the least; null where none is set.</param>
/// <param name="MoreIsBetter">Whether the target is the least value.</param>
internal sealed record Comparison(
    string Name, double Ours, double Floor, double Value, string Unit, double? Target, bool MoreIsBetter)
{
    private const int Rounds = 7; // odd: a median that was measured

    /// <summary>Whether the target is met; null where none is set.</summary>
    public bool? Holds => Target is { } target ? MoreIsBetter ? Value >= target : Value <= target : null;

    internal static Comparison Measure(
        string name, Yardstick yardstick, double? target, Func<double> ours, Func<double> floor)
    {
        var (mine, bare, values) = (new double[Rounds], new double[Rounds], new double[Rounds]);
        for (var round = 0; round < Rounds; round++)
        {
            bare[round] = floor();
            mine[round] = ours();
            values[round] = yardstick.Of(mine[round], bare[round]);
        }
        return new Comparison(name, Median(mine), Median(bare), Median(values), yardstick.Unit, target, yardstick.MoreIsBetter);
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

    internal static double Median(IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);
}

namespace NativeRnn.Cli;

/// <summary>An axis: which numbers it spans, where they lie, and which of them are written.</summary>
internal sealed class ChartScale
{
    private const int WantedTicks = 5;
    private readonly bool _isLog;
    private readonly double _from;
    private readonly double _to;

    private ChartScale(double from, double to, bool isLog, IReadOnlyList<double> ticks)
    {
        (_from, _to, _isLog, Ticks) = (from, to, isLog, ticks);
    }

    /// <summary>Round numbers on the axis, rising.</summary>
    internal IReadOnlyList<double> Ticks { get; }

    /// <summary>An axis whose equal steps are equal differences; it ends at round numbers.</summary>
    internal static ChartScale Linear(double lowest, double highest)
    {
        var span = highest > lowest ? highest - lowest : Math.Max(1, Math.Abs(highest));
        var step = RoundStep(span / WantedTicks);
        var from = Math.Floor(lowest / step) * step;
        var count = (int)Math.Ceiling((Math.Max(highest, lowest + span) - from) / step - 1e-9);
        var ticks = Enumerable.Range(0, count + 1).Select(i => from + i * step);
        return new ChartScale(from, from + count * step, false, [.. ticks]);
    }

    /// <summary>An axis whose equal steps are equal differences; it ends where the numbers do.</summary>
    internal static ChartScale Exact(double lowest, double highest)
    {
        var round = Linear(lowest, highest);
        return highest > lowest
            ? new ChartScale(lowest, highest, false, [.. round.Ticks.Where(tick => tick >= lowest && tick <= highest)])
            : round;
    }

    /// <summary>An axis whose equal steps are equal ratios, for positive numbers.</summary>
    internal static ChartScale Logarithmic(double lowest, double highest)
    {
        lowest = Math.Max(lowest, 1e-9);
        highest = Math.Max(highest, 1.01 * lowest);
        var ticks = RoundNumbers(lowest, highest).ToArray();
        return ticks.Length < 2 ? Linear(lowest, highest) : new ChartScale(
            Math.Min(lowest, ticks[0]), Math.Max(highest, ticks[^1]), true, ticks);
    }

    /// <summary>Where a number lies: 0 at the axis's begin, 1 at its end.</summary>
    internal double Place(double value) => _isLog
        ? Math.Log(Math.Max(value, 1e-9) / _from) / Math.Log(_to / _from)
        : (value - _from) / (_to - _from);

    private static double RoundStep(double step)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / unit) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * unit;
    }

    private static IEnumerable<double> RoundNumbers(double lowest, double highest)
    {
        double[] factors = highest / lowest > 1000 ? [1] : [1, 2, 5];
        for (var unit = Math.Pow(10, Math.Floor(Math.Log10(lowest))); unit <= highest; unit *= 10)
        {
            foreach (var factor in factors)
            {
                if (factor * unit >= lowest && factor * unit <= highest)
                {
                    yield return factor * unit;
                }
            }
        }
    }
}

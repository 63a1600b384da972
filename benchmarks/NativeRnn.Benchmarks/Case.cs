namespace NativeRnn.Benchmarks;

/// <summary>A piece of work that peers do too, ready to run again and again.</summary>
internal sealed class Case : IDisposable
{
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(1);
    private const int FewestRuns = 5;

    private readonly int _units;
    private readonly IDisposable[] _owned;

    /// <summary>A case made of a run.</summary>
    /// <param name="run">Does the work once.</param>
    /// <param name="units">Steps, tokens or sentences of one run.</param>
    /// <param name="owned">Disposed with it, the first one last.</param>
    internal Case(Action run, int units, params IDisposable[] owned)
    {
        Run = run;
        _units = units;
        _owned = owned;
    }

    /// <summary>Does the work once.</summary>
    internal Action Run { get; }

    /// <summary>Median milliseconds a unit, when warm.</summary>
    /// <param name="clock">What time is it: see <see cref="CaseServer"/>.</param>
    internal double Measure(Func<TimeSpan> clock)
    {
        _ = Times(clock, _warmUp, fewest: 2);
        return Comparison.Median(Times(clock, _shortest, FewestRuns)) / _units;
    }

    public void Dispose()
    {
        foreach (var owned in _owned.Reverse())
        {
            owned.Dispose();
        }
    }

    private List<double> Times(Func<TimeSpan> clock, TimeSpan shortest, int fewest)
    {
        var times = new List<double>();
        var begin = clock();
        for (var start = begin; times.Count < fewest || start - begin < shortest;)
        {
            Run();
            var end = clock();
            times.Add((end - start).TotalMilliseconds);
            start = end;
        }
        return times;
    }
}

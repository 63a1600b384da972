namespace NativeRnn;

/// <summary>A series as a model's network reads it: normalised, cut into windows of τ rows and the row behind each.</summary>
internal sealed class SeriesWindows
{
    private readonly SeriesNetwork _network;
    private readonly float[] _values; // [T, C]
    private readonly int _channels;

    internal SeriesWindows(TimeSeriesModel model, TimeSeries series)
    {
        model.RequireChannelsOf(series, nameof(series));
        _network = model.Network;
        _channels = model.Channels.Count;
        Window = model.Options.Window;
        Count = series.Count;
        _values = model.Normalize(series.Values);
    }

    /// <summary>τ.</summary>
    internal int Window { get; }

    /// <summary>T; the rows from <see cref="Window"/> on have a window before them.</summary>
    internal int Count { get; }

    /// <summary>A batch's windows as a constant of a tape.</summary>
    /// <param name="tape">Where.</param>
    /// <param name="rows">N rows, each to be predicted from the τ before it.</param>
    internal Variable Inputs(Tape tape, ReadOnlySpan<int> rows)
    {
        var tensor = tape.Take(_network.InputShape(rows.Length));
        using (var map = tensor.Map())
        {
            for (var n = 0; n < rows.Length; n++)
            {
                _network.Place(Rows(rows[n] - Window, Window), n, map.Span);
            }
        }
        return tape.Constant(tensor);
    }

    /// <summary>The rows themselves, [N, C].</summary>
    internal void CopyTargets(ReadOnlySpan<int> rows, Span<float> targets)
    {
        for (var n = 0; n < rows.Length; n++)
        {
            Rows(rows[n], 1).CopyTo(targets[(n * _channels)..]);
        }
    }

    /// <summary>Consecutive rows, [count, C].</summary>
    internal ReadOnlySpan<float> Rows(int first, int count) => _values.AsSpan(first * _channels, count * _channels);
}

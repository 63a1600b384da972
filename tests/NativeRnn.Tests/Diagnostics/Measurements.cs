using System.Diagnostics.Metrics;

namespace NativeRnn.Tests.Diagnostics;

/// <summary>What a meter tells while this lives.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly List<(string Instrument, double Value, string Tags)> _values = [];

    internal Measurements(string meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All values of an instrument, in order.</summary>
    /// <param name="instrument">Its name.</param>
    /// <param name="tag">A value that one of its tags has; null for any.</param>
    internal double[] Of(string instrument, string? tag = null)
    {
        lock (_values)
        {
            return [.. _values
                .Where(value => value.Instrument == instrument && (tag is null || value.Tags.Split(' ').Contains(tag)))
                .Select(value => value.Value)];
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var words = "";
        foreach (var tag in tags)
        {
            words += $"{tag.Value} ";
        }
        lock (_values)
        {
            _values.Add((instrument.Name, value, words));
        }
    }
}

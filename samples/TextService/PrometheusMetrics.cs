using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using NativeRnn.Hosting;

namespace NativeRnn.Samples.TextService;

/// <summary>The process's meters in Prometheus's text format.</summary>
/// <remarks>
/// Meters need no package to be listened to. A service that has OpenTelemetry already gives the same names to its
/// AddMeter and uses one of its exporters instead. Source: Prometheus, "Exposition formats", text format 0.0.4.
/// </remarks>
internal sealed class PrometheusMetrics : IDisposable
{
    internal const string ContentType = "text/plain; version=0.0.4";

    private static readonly HashSet<string> _meters =
    [
        Telemetry.Name, HostingTelemetry.Name, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.RateLimiting",
    ];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, PrometheusFamily> _families = new();

    public PrometheusMetrics()
    {
        _listener.InstrumentPublished = Begin;
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => Record(family, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => Record(family, value, tags));
        _listener.Start();
    }

    /// <summary>All values as they are now.</summary>
    internal string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        foreach (var (_, family) in _families.OrderBy(family => family.Key, StringComparer.Ordinal))
        {
            family.Write(text);
        }
        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Begin(Instrument instrument, MeterListener listener)
    {
        if (_meters.Contains(instrument.Meter.Name))
        {
            var family = _families.GetOrAdd(instrument.Name, _ => new PrometheusFamily(instrument));
            listener.EnableMeasurementEvents(instrument, family);
        }
    }

    private static void Record(object? family, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((PrometheusFamily)family!).Record(value, tags);
}

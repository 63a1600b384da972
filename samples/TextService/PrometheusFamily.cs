using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace NativeRnn.Samples.TextService;

/// <summary>One instrument: a value, or a histogram, for each combination of its tags.</summary>
internal sealed class PrometheusFamily
{
    private static readonly double[] _defaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<string, PrometheusSeries> _series = new();
    private readonly string _name;
    private readonly string _type;
    private readonly string? _description;
    private readonly bool _isSum; // measurements are changes, not the value itself
    private readonly double[] _bounds;

    internal PrometheusFamily(Instrument instrument)
    {
        var kind = instrument.GetType().GetGenericTypeDefinition();
        _type = kind == typeof(Histogram<>) ? "histogram"
            : kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? "counter"
            : "gauge";
        _isSum = kind == typeof(Counter<>) || kind == typeof(UpDownCounter<>);
        _name = instrument.Name.Replace('.', '_') + Unit(instrument.Unit) + (_type == "counter" ? "_total" : "");
        _description = instrument.Description;
        _bounds = _type == "histogram" ? Bounds(instrument) : [];
    }

    internal void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = _series.GetOrAdd(Labels(tags), _ => new PrometheusSeries(_bounds));
        if (_type == "histogram")
        {
            series.Observe(value);
        }
        else if (_isSum)
        {
            series.Add(value);
        }
        else
        {
            series.Set(value);
        }
    }

    internal void Write(StringBuilder text)
    {
        if (_series.IsEmpty)
        {
            return;
        }
        text.Append(CultureInfo.InvariantCulture, $"# HELP {_name} {_description}\n# TYPE {_name} {_type}\n");
        foreach (var (labels, series) in _series.OrderBy(series => series.Key, StringComparer.Ordinal))
        {
            series.Write(text, _name, labels, _type == "histogram");
        }
    }

    private static double[] Bounds(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => _defaultBounds,
    };

    private static string Unit(string? unit) => unit switch
    {
        "s" => "_seconds",
        "By" => "_bytes",
        _ => "",
    };

    // Without braces; empty for none.
    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in tags)
        {
            var escaped = Convert.ToString(value, CultureInfo.InvariantCulture)!
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(text.Length == 0 ? "" : ",").Append(name.Replace('.', '_')).Append("=\"").Append(escaped).Append('"');
        }
        return text.ToString();
    }
}

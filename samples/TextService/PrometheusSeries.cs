using System.Globalization;
using System.Text;

namespace NativeRnn.Samples.TextService;

/// <summary>The value of one combination of tags, or its histogram.</summary>
internal sealed class PrometheusSeries(double[] bounds)
{
    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[bounds.Length + 1]; // the last one: above all bounds
    private double _sum;

    internal void Set(double value)
    {
        lock (_lock)
        {
            _sum = value;
        }
    }

    internal void Add(double change)
    {
        lock (_lock)
        {
            _sum += change;
        }
    }

    internal void Observe(double value)
    {
        var at = Array.BinarySearch(bounds, value);
        lock (_lock)
        {
            _counts[at < 0 ? ~at : at]++; // a bound belongs to the bucket below it
            _sum += value;
        }
    }

    internal void Write(StringBuilder text, string name, string labels, bool isHistogram)
    {
        lock (_lock)
        {
            if (isHistogram)
            {
                WriteHistogram(text, name, labels);
            }
            else
            {
                Line(text, name, labels, _sum);
            }
        }
    }

    private void WriteHistogram(StringBuilder text, string name, string labels)
    {
        long count = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            count += _counts[i];
            var bound = i < bounds.Length ? bounds[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
            Line(text, $"{name}_bucket", $"{labels}{(labels.Length == 0 ? "" : ",")}le=\"{bound}\"", count);
        }
        Line(text, $"{name}_sum", labels, _sum);
        Line(text, $"{name}_count", labels, count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}")
            .Append(CultureInfo.InvariantCulture, $" {value}\n");
}

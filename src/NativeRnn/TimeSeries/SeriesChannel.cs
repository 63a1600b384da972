namespace NativeRnn;

/// <summary>A channel of a model's series, and how its numbers are brought to mean 0 and deviation 1 for the network.</summary>
/// <param name="Name">As in the series, such as a column's name.</param>
/// <param name="Mean">μ of the training data.</param>
/// <param name="Deviation">σ of the training data, over T numbers; 1 where they are all the same.</param>
public sealed record SeriesChannel(string Name, double Mean, double Deviation)
{
    /// <summary>Measures the channels of a series.</summary>
    /// <exception cref="ArgumentException">The numbers are so large that their squares are infinite.</exception>
    public static IReadOnlyList<SeriesChannel> Of(TimeSeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var channels = new SeriesChannel[series.Channels.Count];
        for (var channel = 0; channel < channels.Length; channel++)
        {
            channels[channel] = Measure(series, channel);
        }
        return channels;
    }

    /// <summary>(x − μ) / σ.</summary>
    internal float Normalize(double value) => (float)((value - Mean) / Deviation);

    /// <summary>μ + σ y.</summary>
    internal double Restore(float value) => Mean + (Deviation * value);

    private static SeriesChannel Measure(TimeSeries series, int channel)
    {
        double sum = 0;
        for (var row = 0; row < series.Count; row++)
        {
            sum += series[row, channel];
        }
        var mean = sum / series.Count;
        double squares = 0;
        for (var row = 0; row < series.Count; row++)
        {
            squares += (series[row, channel] - mean) * (series[row, channel] - mean);
        }
        var deviation = Math.Sqrt(squares / series.Count);
        return double.IsFinite(deviation)
            ? new SeriesChannel(series.Channels[channel], mean, deviation > 0 ? deviation : 1)
            : throw new ArgumentException(
                $"The numbers of '{series.Channels[channel]}' are too large; give them in another unit.", nameof(series));
    }
}

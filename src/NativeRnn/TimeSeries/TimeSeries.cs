using System.Buffers.Binary;
using System.Globalization;
using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Numbers measured one time step after the other: T rows of C channels.</summary>
public sealed class TimeSeries
{
    /// <summary>The name of the only channel where none is given.</summary>
    public const string DefaultChannel = "value";

    private const int SineSteps = 100; // a hundredth of a radian each

    private readonly double[] _values; // [T, C]

    /// <summary>A series from its numbers.</summary>
    /// <param name="values">[T, C], row-major; copied.</param>
    /// <param name="channels">C names, all different; one called <see cref="DefaultChannel"/> where none are given.</param>
    /// <exception cref="ArgumentException">
    /// There is no row, the numbers do not fill the rows, one of them is infinite or none, or the names are empty or repeat.
    /// </exception>
    public TimeSeries(ReadOnlySpan<double> values, IReadOnlyList<string>? channels = null)
        : this(values.ToArray(), channels is null ? [DefaultChannel] : [.. channels])
    {
    }

    private TimeSeries(double[] values, string[] channels)
    {
        RequireNames(channels);
        if (values.Length == 0 || values.Length % channels.Length != 0)
        {
            throw new ArgumentException(
                $"{values.Length} numbers do not make rows of {channels.Length}; give at least one whole row.", nameof(values));
        }

        int odd = Array.FindIndex(values, value => !double.IsFinite(value));
        if (odd >= 0)
        {
            throw new ArgumentException(
                $"Row {odd / channels.Length} holds {values[odd].ToString(CultureInfo.InvariantCulture)}; give finite numbers.",
                nameof(values));
        }

        (_values, Channels) = (values, channels);
    }

    /// <summary>The channels' names, C of them.</summary>
    public IReadOnlyList<string> Channels { get; }

    /// <summary>T, rows.</summary>
    public int Count => _values.Length / Channels.Count;

    /// <summary>All numbers, [T, C], row-major.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>One number.</summary>
    /// <param name="row">From 0, the earliest.</param>
    /// <param name="channel">From 0.</param>
    public double this[int row, int channel = 0]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)channel, (uint)Channels.Count, nameof(channel));
            return _values[(row * Channels.Count) + channel];
        }
    }

    /// <summary>Reads columns of a file of comma-separated values, in UTF-8.</summary>
    /// <param name="path">
    /// One row a line; fields are separated by tabs, else semicolons, else commas, whichever the first line has, and may
    /// stand in double quotes. Numbers have a decimal point. Empty lines are skipped.
    /// </param>
    /// <param name="columns">
    /// The columns to read, by name or by number from 1; the file's only one where none are given. The first line is a
    /// header if a column is named or its fields of these columns are no numbers.
    /// </param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The path is a folder, or the file cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// There is no such column, no row, or a field that is no finite number; the message names the line.
    /// </exception>
    public static TimeSeries FromCsv(string path, IReadOnlyList<string>? columns = null) =>
        SeriesFile.Read(path, columns ?? []);

    /// <summary>The fields of a file's first line: its columns' names, or its first row.</summary>
    /// <param name="path">As for <see cref="FromCsv"/>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The path is a folder, or the file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file holds nothing, or its first line is no row.</exception>
    public static IReadOnlyList<string> ColumnsOf(string path) => SeriesFile.ReadColumns(path);

    /// <summary>The textbook's example: x_t = sin(t / 100) + ε_t for t = 1 … T, ε_t from N(0, σ²).</summary>
    /// <param name="length">T, at least 1; 1000 in the textbook.</param>
    /// <param name="deviation">σ, at least 0; 0.2 in the textbook, so that no prediction has a mean squared error below 0.04.</param>
    /// <param name="random">Draws the noise; seed 0 where none is given.</param>
    /// <remarks>Source: Dive into Deep Learning, edition 0.17, section 8.1.2.</remarks>
    public static TimeSeries NoisySine(int length = 1000, double deviation = 0.2, RandomSource? random = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (!(double.IsFinite(deviation) && deviation >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(deviation), deviation, "The noise's deviation must be 0 or more.");
        }

        RandomSource noise = random ?? new RandomSource(0);
        double[] values = new double[length];
        for (int t = 0; t < length; t++)
        {
            values[t] = Math.Sin((t + 1.0) / SineSteps) + (deviation * noise.NextGaussian());
        }

        return new TimeSeries(values, ["x"]);
    }

    /// <summary>Consecutive rows.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many, at least 1; all that follow where null.</param>
    public TimeSeries Slice(int first, int? count = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)first, (uint)Count, nameof(first));
        int rows = count ?? Count - first;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows, nameof(count));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, Count - first, nameof(count));
        return new TimeSeries(_values.AsSpan(first * Channels.Count, rows * Channels.Count), Channels);
    }

    /// <summary>Writes the rows as comma-separated values behind a header, so that <see cref="FromCsv"/> reads the same numbers.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="firstIndex">The number of the first row, in a column <c>index</c> before the others; null for no such column.</param>
    public void WriteCsv(TextWriter output, long? firstIndex = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        SeriesFile.Write(this, output, firstIndex);
    }

    /// <summary>Tells one series from another by its numbers.</summary>
    internal DataFingerprint Fingerprint()
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        uint crc = 0;
        foreach (double value in _values)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
            crc = Crc32C.Append(crc, bytes);
        }

        return new DataFingerprint { Tokens = _values.Length, Crc = crc };
    }

    private static void RequireNames(string[] channels)
    {
        ArgumentOutOfRangeException.ThrowIfZero(channels.Length, nameof(channels));
        for (int channel = 0; channel < channels.Length; channel++)
        {
            if (string.IsNullOrEmpty(channels[channel]) || Array.IndexOf(channels, channels[channel]) < channel)
            {
                throw new ArgumentException("The channels' names must not be empty and must all differ.", nameof(channels));
            }
        }
    }
}

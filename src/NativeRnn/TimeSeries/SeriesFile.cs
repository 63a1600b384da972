using System.Buffers;
using System.Globalization;

namespace NativeRnn;

/// <summary>Series to and from files of comma-separated values.</summary>
internal static class SeriesFile
{
    private const string IndexColumn = "index";

    private static readonly SearchValues<char> _quoting = SearchValues.Create(",;\t\" \n\r");

    /// <summary>Reads columns, named or by number from 1; a file's only column where none are given.</summary>
    internal static TimeSeries Read(string path, IReadOnlyList<string> columns)
    {
        using Utf8LineReader reader = Open(path);
        string line = ReadFirstLine(reader, path);
        char separator = SeparatorOf(line);
        SeriesColumns chosen = SeriesColumns.Choose(Split(line, separator, path, reader.LineNumber), columns, path);
        List<double> values = [];
        if (!chosen.HasHeader)
        {
            chosen.Add(values, Split(line, separator, path, reader.LineNumber), reader.LineNumber);
        }

        while (TryReadLine(reader, out line))
        {
            chosen.Add(values, Split(line, separator, path, reader.LineNumber), reader.LineNumber);
        }

        return values.Count > 0
            ? new TimeSeries(values.ToArray(), chosen.Names)
            : throw new InvalidDataException($"The file '{path}' holds a header but no row; write a row of numbers per line.");
    }

    /// <summary>The fields of the first line.</summary>
    internal static IReadOnlyList<string> ReadColumns(string path)
    {
        using Utf8LineReader reader = Open(path);
        string line = ReadFirstLine(reader, path);
        return Split(line, SeparatorOf(line), path, reader.LineNumber);
    }

    /// <summary>Writes a header and the rows; doubles in the shortest form that reads back the same.</summary>
    internal static void Write(TimeSeries series, TextWriter output, long? firstIndex)
    {
        IEnumerable<string> names = series.Channels.Select(Quoted);
        output.Write(string.Join(',', firstIndex is null ? names : names.Prepend(IndexColumn)));
        output.Write('\n');
        for (int row = 0; row < series.Count; row++)
        {
            if (firstIndex is { } first)
            {
                output.Write(string.Create(CultureInfo.InvariantCulture, $"{first + row},"));
            }

            for (int channel = 0; channel < series.Channels.Count; channel++)
            {
                output.Write(channel > 0 ? "," : "");
                output.Write(series[row, channel].ToString("R", CultureInfo.InvariantCulture));
            }

            output.Write('\n');
        }
    }

    private static Utf8LineReader Open(string path)
    {
        Utf8File.RequireFile(path);
        return new Utf8LineReader(path);
    }

    private static string ReadFirstLine(Utf8LineReader reader, string path) => TryReadLine(reader, out string line)
        ? line
        : throw new InvalidDataException($"The file '{path}' holds no row; write a row of numbers per line.");

    private static bool TryReadLine(Utf8LineReader reader, out string line)
    {
        while (reader.TryRead(out line))
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                return true;
            }
        }

        return false;
    }

    private static char SeparatorOf(string line) =>
        line.Contains('\t', StringComparison.Ordinal) ? '\t' : line.Contains(';', StringComparison.Ordinal) ? ';' : ',';

    private static List<string> Split(string line, char separator, string path, long number) =>
        CsvLine.TrySplit(line, separator, out List<string> fields)
            ? fields
            : throw new InvalidDataException(
                $"Line {number} of '{path}' has a quote that is not closed or text behind one; write one row per line.");

    private static string Quoted(string name) => name.AsSpan().ContainsAny(_quoting)
        ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : name;
}

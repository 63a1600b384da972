using System.Globalization;

namespace NativeRnn;

/// <summary>The columns of a file that a series is read from.</summary>
internal sealed class SeriesColumns
{
    private readonly int[] _indexes;
    private readonly int _width;
    private readonly string _path;

    private SeriesColumns(int[] indexes, List<string> first, bool hasHeader, string path) =>
        (_indexes, _width, Names, HasHeader, _path) = (indexes, first.Count, NamesOf(first, indexes, hasHeader), hasHeader, path);

    /// <summary>The names in the header; without one, <c>value</c>, or <c>column N</c> where there are several.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>Whether the first line holds names.</summary>
    internal bool HasHeader { get; }

    /// <summary>Finds columns in a file's first line.</summary>
    /// <param name="first">Its fields.</param>
    /// <param name="columns">Names, or numbers from 1; none for the only column.</param>
    /// <param name="path">For messages.</param>
    internal static SeriesColumns Choose(List<string> first, IReadOnlyList<string> columns, string path)
    {
        if (columns.Count == 0 && first.Count > 1)
        {
            throw new InvalidDataException(
                $"The file '{path}' has {first.Count} columns ({Listed(first)}): say which to read, by name or by number from 1.");
        }

        int[] indexes = columns.Count == 0 ? [0] : [.. columns.Select(column => Find(first, column, path))];
        if (indexes.Distinct().Count() < indexes.Length)
        {
            throw new InvalidDataException("A column is named twice; name each column once.");
        }

        bool isNamed = columns.Any(first.Contains);
        bool hasHeader = isNamed || indexes.All(index => !IsNumber(first[index]));
        return new SeriesColumns(indexes, first, hasHeader, path);
    }

    /// <summary>Adds a row.</summary>
    internal void Add(List<double> values, List<string> fields, long line)
    {
        if (fields.FindLastIndex(field => field.Length > 0) >= _width)
        {
            // Such as a decimal comma, half of which would be read as a number.
            throw new InvalidDataException(
                $"Line {line} of '{_path}' has {Columns(fields.Count)}, but the first line has {Columns(_width)}; write numbers with a "
                + "decimal point, and as many in each line.");
        }

        for (int channel = 0; channel < _indexes.Length; channel++)
        {
            if (_indexes[channel] >= fields.Count)
            {
                throw new InvalidDataException(
                    $"Line {line} of '{_path}' has {Columns(fields.Count)}, but column {_indexes[channel] + 1} is to be read; "
                    + "complete the line or remove it.");
            }

            values.Add(Parse(fields[_indexes[channel]], channel, line));
        }
    }

    private double Parse(string field, int channel, long line)
    {
        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
        {
            return value;
        }

        throw new InvalidDataException(field.Length == 0
            ? $"Line {line} of '{_path}' has no number in column '{Names[channel]}'; fill it in or remove the line."
            : $"Line {line} of '{_path}' has '{field}' in column '{Names[channel]}', which is no finite number with a decimal point; "
                + "correct it or remove the line.");
    }

    private static int Find(List<string> first, string column, string path)
    {
        int index = first.IndexOf(column);
        if (index >= 0)
        {
            return index;
        }

        if (!int.TryParse(column, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1)
        {
            throw new InvalidDataException($"The file '{path}' has no column '{column}'; its first line is {Listed(first)}.");
        }

        return number <= first.Count
            ? number - 1
            : throw new InvalidDataException($"The file '{path}' has {Columns(first.Count)}, so there is no column {number}.");
    }

    private static string[] NamesOf(List<string> first, int[] indexes, bool hasHeader)
    {
        string[] names = Array.ConvertAll(
            indexes,
            index => hasHeader && first[index].Length > 0 ? first[index]
                : indexes.Length == 1 ? TimeSeries.DefaultChannel
                : string.Create(CultureInfo.InvariantCulture, $"column {index + 1}"));
        return names.Distinct().Count() == names.Length
            ? names
            : Array.ConvertAll(indexes, index => string.Create(CultureInfo.InvariantCulture, $"column {index + 1}"));
    }

    private static bool IsNumber(string field) =>
        double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static string Columns(int count) => count == 1 ? "one column" : $"{count} columns";

    private static string Listed(List<string> fields)
    {
        const int Most = 8;
        return string.Join(", ", fields.Take(Most).Select(field => $"'{field}'")) + (fields.Count > Most ? ", …" : "");
    }
}

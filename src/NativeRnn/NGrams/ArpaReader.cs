using System.Globalization;
using System.Text;

namespace NativeRnn;

/// <summary>Reads ARPA files, strictly: what is wrong is an error that names the line.</summary>
internal sealed class ArpaReader : IDisposable
{
    private const string Extension = ".arpa";
    private static readonly char[] _blanks = [' ', '\t'];
    private readonly string _path;
    private readonly Utf8LineReader _lines;
    private string _line = "";
    private bool _isEscaped;
    private TokenUnit _unit = TokenUnit.Word;
    private Normalization _normalization = Normalization.None;

    private ArpaReader(string path)
    {
        _path = path;
        _lines = new Utf8LineReader(path);
    }

    public void Dispose() => _lines.Dispose();

    internal static BackoffModel Read(string path)
    {
        Utf8File.RequireFile(path);
        using var reader = new ArpaReader(path);
        return reader.Read();
    }

    internal static bool Recognizes(string path)
    {
        using var input = InputFile.Open(path);
        Span<byte> start = stackalloc byte[ArpaText.Signature.Length];
        ReadOnlySpan<byte> read = start[..input.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        return Path.GetExtension(path).Equals(Extension, StringComparison.OrdinalIgnoreCase)
            || read.StartsWith(Encoding.UTF8.GetBytes(ArpaText.DataMark))
            || read.SequenceEqual(Encoding.UTF8.GetBytes(ArpaText.Signature));
    }

    private BackoffModel Read()
    {
        ReadPreamble();
        int[] counts = ReadCounts();
        var levels = new ArpaLevels(counts.Length);
        for (int level = 1; level <= counts.Length; level++)
        {
            ReadLevel(levels, level, counts[level - 1]);
        }

        if (_line != ArpaText.EndMark)
        {
            throw Wrong($@"'{ArpaText.EndMark}' is missing");
        }

        return levels.Build(_normalization, _unit);
    }

    /// <summary>Reads up to the counts; whatever stands before them is a comment, the first line may be ours.</summary>
    private void ReadPreamble()
    {
        if (_lines.TryRead(out _line) && _line.StartsWith(ArpaText.Signature, StringComparison.Ordinal))
        {
            ReadSettings(_line[ArpaText.Signature.Length..]);
        }

        while (_line.Trim() != ArpaText.DataMark)
        {
            if (!_lines.TryRead(out _line))
            {
                throw new InvalidDataException($@"The file '{_path}' is no ARPA file: it has no line '{ArpaText.DataMark}'.");
            }
        }
    }

    private void ReadSettings(string settings)
    {
        _isEscaped = true;
        foreach (string setting in settings.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string value = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];
            bool isKnown = setting.StartsWith("tokens=", StringComparison.Ordinal)
                ? Enum.TryParse(value, ignoreCase: true, out _unit) && _unit is TokenUnit.Char or TokenUnit.Word
                : setting.StartsWith("normalize=", StringComparison.Ordinal)
                    && Enum.TryParse(value, ignoreCase: true, out _normalization) && Enum.IsDefined(_normalization);
            if (!isKnown)
            {
                throw Wrong($"'{setting}' is not known to this version");
            }
        }
    }

    private int[] ReadCounts()
    {
        List<int> counts = [];
        while (ReadFilled() && _line.StartsWith("ngram ", StringComparison.Ordinal))
        {
            string[] parts = _line["ngram ".Length..].Split('=', StringSplitOptions.TrimEntries);
            if (parts is not [var level, var count]
                || level != (counts.Count + 1).ToString(CultureInfo.InvariantCulture)
                || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                throw Wrong($"'ngram {counts.Count + 1}=' and a whole number are expected");
            }

            counts.Add(value);
        }

        return counts.Count is >= 1 and <= NGramTable.MaxOrder
            ? [.. counts]
            : throw Wrong($"the counts of 1 to {NGramTable.MaxOrder} lengths are expected, such as 'ngram 1=100'");
    }

    private void ReadLevel(ArpaLevels levels, int level, int count)
    {
        if (_line != ArpaText.MarkOf(level))
        {
            throw Wrong($"'{ArpaText.MarkOf(level)}' is expected");
        }

        int read = 0;
        string[] tokens = new string[level];
        while (ReadFilled() && !_line.StartsWith('\\'))
        {
            string[] fields = _line.Split(_blanks, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length != level + 1 && fields.Length != level + 2)
            {
                throw Wrong($"a logarithm, {level} token(s) and at most one back-off weight are expected");
            }

            for (int i = 0; i < level; i++)
            {
                tokens[i] = TokenOf(fields[i + 1]);
            }

            double backoff = fields.Length == level + 2 ? Number(fields[^1]) : 0;
            double probability = Number(fields[0]);
            string? fault = probability > 0 ? "a probability above 1 cannot be" : levels.Add(level, tokens, probability, backoff);
            if (fault is not null)
            {
                throw Wrong(fault);
            }

            read++;
        }

        if (read != count)
        {
            throw Wrong($"{count} n-grams of {level} token(s) were announced, but {read} are there");
        }

        levels.Complete(level);
    }

    private string TokenOf(string field) => !_isEscaped
        ? field
        : ArpaText.Unescape(field) ?? throw Wrong($"'{field}' holds an escape that is none of \\s \\n \\r \\t \\\\ \\uXXXX");

    private double Number(string field)
    {
        if (!double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
        {
            throw Wrong($"'{field}' is no number");
        }

        return value <= ArpaText.LogZero ? double.NegativeInfinity : value;
    }

    private bool ReadFilled()
    {
        while (_lines.TryRead(out _line))
        {
            _line = _line.Trim(_blanks);
            if (_line.Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    private InvalidDataException Wrong(string what) =>
        new($"The file '{_path}' is no whole ARPA file: line {_lines.LineNumber}: {what}.");
}

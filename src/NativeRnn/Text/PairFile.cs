namespace NativeRnn;

/// <summary>Reads files that hold one sentence pair per line: source, tab, target.</summary>
public static class PairFile
{
    /// <summary>Reads pairs one after the other, however large the file.</summary>
    /// <param name="path">
    /// A UTF-8 file; a byte order mark is skipped, lines end with LF or CR LF, columns behind the second are ignored,
    /// and so are lines of white space only.
    /// </param>
    /// <param name="maxPairs">How many pairs to read, at least 1; default null: all.</param>
    /// <returns>The pairs in the file's order, at least one, as they stand there; read anew each time.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxPairs"/> is below 1.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The path is a folder, or, while reading, the file cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// While reading: the file holds no pair, a line has no tab or an empty source or target, or the file is not UTF-8;
    /// the message names the line.
    /// </exception>
    public static IEnumerable<SentencePair> Read(string path, int? maxPairs = null)
    {
        Utf8File.RequireFile(path);
        if (maxPairs is int limit)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(maxPairs));
        }

        return ReadPairs(path, maxPairs ?? int.MaxValue);
    }

    private static IEnumerable<SentencePair> ReadPairs(string path, int maxPairs)
    {
        using Utf8LineReader reader = new(path);
        int count = 0;
        while (count < maxPairs && reader.TryRead(out string line))
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Parse(line, path, reader.LineNumber);
                count++;
            }
        }

        if (count == 0)
        {
            string what = reader.LineNumber == 0 ? "is empty" : "holds nothing but empty lines";
            throw new InvalidDataException($"The file '{path}' {what}; write a pair per line: source, tab, target.");
        }
    }

    private static SentencePair Parse(string line, string path, long number)
    {
        int tab = line.IndexOf('\t', StringComparison.Ordinal);
        if (tab < 0)
        {
            throw new InvalidDataException(
                $"Line {number} of '{path}' has no tab; write it as source, tab, target, or remove it.");
        }

        int end = line.IndexOf('\t', tab + 1);
        SentencePair pair = new(line[..tab], line[(tab + 1)..(end < 0 ? line.Length : end)]);
        RequireText(pair.Source, "source", path, number);
        RequireText(pair.Target, "target", path, number);
        return pair;
    }

    private static void RequireText(string sentence, string side, string path, long number)
    {
        if (string.IsNullOrWhiteSpace(sentence))
        {
            throw new InvalidDataException(
                $"Line {number} of '{path}' has an empty {side} sentence; give both sentences or remove the line.");
        }
    }
}

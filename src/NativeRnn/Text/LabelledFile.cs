namespace NativeRnn;

/// <summary>Reads files that hold one labelled text per line: text, tab, label.</summary>
public static class LabelledFile
{
    /// <summary>Reads texts one after the other, however large the file.</summary>
    /// <param name="path">
    /// A UTF-8 file; a byte order mark is skipped, lines end with LF or CR LF, columns behind the second are ignored,
    /// and so are lines of white space only. White space around a label is no part of it.
    /// </param>
    /// <returns>The texts in the file's order, at least one; read anew each time.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The path is a folder, or, while reading, the file cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// While reading: the file holds no text, a line has no tab, no text or no label, or the file is not UTF-8; the
    /// message names the line.
    /// </exception>
    public static IEnumerable<LabelledText> Read(string path)
    {
        Utf8File.RequireFile(path);
        return ReadTexts(path);
    }

    private static IEnumerable<LabelledText> ReadTexts(string path)
    {
        using Utf8LineReader reader = new(path);
        bool isEmpty = true;
        while (reader.TryRead(out string line))
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                isEmpty = false;
                yield return Parse(line, path, reader.LineNumber);
            }
        }

        if (isEmpty)
        {
            throw new InvalidDataException($"The file '{path}' holds no text; write one per line: text, tab, label.");
        }
    }

    private static LabelledText Parse(string line, string path, long number)
    {
        string[] columns = line.Split('\t');
        if (columns.Length < 2)
        {
            throw new InvalidDataException(
                $"Line {number} of '{path}' has no tab; write it as text, tab, label, or remove it.");
        }

        LabelledText text = new(columns[0], columns[1].Trim());
        return string.IsNullOrWhiteSpace(text.Text) || text.Label.Length == 0
            ? throw new InvalidDataException(
                $"Line {number} of '{path}' has an empty {(text.Label.Length == 0 ? "label" : "text")}; give both or "
                + "remove the line.")
            : text;
    }
}

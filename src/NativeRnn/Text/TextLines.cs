namespace NativeRnn;

/// <summary>Reads files and streams that hold one sentence per line.</summary>
public static class TextLines
{
    /// <summary>The lines of a whole file in UTF-8, without their ends; a byte order mark is skipped.</summary>
    /// <param name="path">The file's path.</param>
    /// <returns>
    /// What stands before, between and behind the LFs, without a CR at its end; nothing behind the last LF makes no
    /// line, so an empty file has none.
    /// </returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The path is a folder, or the file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not UTF-8, or too large for memory as one text.</exception>
    public static IReadOnlyList<string> FromFile(string path)
    {
        var text = Utf8File.ReadText(path);
        if (text.Length == 0)
        {
            return [];
        }

        var lines = (text.EndsWith('\n') ? text[..^1] : text).Split('\n');
        return Array.ConvertAll(lines, line => line.EndsWith('\r') ? line[..^1] : line);
    }

    /// <summary>The lines of a stream in UTF-8, each as soon as it has come, as <see cref="FromFile"/> would cut them.</summary>
    /// <param name="stream">Disposed at the end.</param>
    /// <param name="name">What the messages of errors call it, such as standard input.</param>
    /// <exception cref="InvalidDataException">A line is not UTF-8, or longer than 16 MiB.</exception>
    public static IEnumerable<string> FromStream(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Iterate();

        IEnumerable<string> Iterate()
        {
            using var reader = new Utf8LineReader(stream, name);
            while (reader.TryRead(out var line))
            {
                yield return line;
            }
        }
    }
}

namespace NativeRnn;

/// <summary>
/// Reads files that hold one token per line, with its tag behind a tab or spaces, and an empty line between sentences.
/// </summary>
/// <remarks>Source: the format of the CoNLL shared tasks (Tjong Kim Sang and Buchholz 2000), of which it takes two columns.</remarks>
public static class TaggedFile
{
    private static readonly char[] _separators = ['\t', ' '];

    /// <summary>Reads sentences one after the other, however large the file.</summary>
    /// <param name="path">
    /// A UTF-8 file; a byte order mark is skipped, lines end with LF or CR LF. The first column is the token, the last
    /// one its tag.
    /// </param>
    /// <returns>The sentences in the file's order, at least one; read anew each time.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The path is a folder, or, while reading, the file cannot be read.</exception>
    /// <exception cref="InvalidDataException">
    /// While reading: the file holds no sentence, a line has a token without a tag, or the file is not UTF-8; the
    /// message names the line.
    /// </exception>
    public static IEnumerable<TaggedSentence> Read(string path)
    {
        Utf8File.RequireFile(path);
        return ReadSentences(path);
    }

    private static IEnumerable<TaggedSentence> ReadSentences(string path)
    {
        using Utf8LineReader reader = new(path);
        bool isEmpty = true;
        List<string> tokens = [], tags = [];
        while (true)
        {
            bool more = reader.TryRead(out string line);
            if (more && !string.IsNullOrWhiteSpace(line))
            {
                (string token, string tag) = Parse(line, path, reader.LineNumber);
                tokens.Add(token);
                tags.Add(tag);
                continue;
            }

            if (tokens.Count > 0)
            {
                isEmpty = false;
                yield return new TaggedSentence([.. tokens], [.. tags]);
                tokens.Clear();
                tags.Clear();
            }

            if (!more)
            {
                break;
            }
        }

        if (isEmpty)
        {
            throw new InvalidDataException(
                $"The file '{path}' holds no sentence; write a token per line: token, tab, tag, and an empty line "
                + "between sentences.");
        }
    }

    private static (string Token, string Tag) Parse(string line, string path, long number)
    {
        string[] columns = line.Split(_separators, StringSplitOptions.RemoveEmptyEntries);
        return columns.Length < 2 || char.IsWhiteSpace(line[0])
            ? throw new InvalidDataException(
                $"Line {number} of '{path}' lacks a token or its tag; write it as token, tab, tag, or leave it empty "
                + "where a sentence ends.")
            : (columns[0], columns[^1]);
    }
}

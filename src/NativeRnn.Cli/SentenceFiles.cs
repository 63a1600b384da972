namespace NativeRnn.Cli;

/// <summary>Hypotheses and references from files, the same sentence in the same line of each.</summary>
/// <param name="Hypotheses">At least one.</param>
/// <param name="References">For each hypothesis one reference of each file.</param>
internal sealed record SentenceFiles(IReadOnlyList<string> Hypotheses, IReadOnlyList<IReadOnlyList<string>> References)
{
    /// <summary>Reads UTF-8 files.</summary>
    /// <exception cref="InvalidDataException">There is no hypothesis, or a file has another number of lines.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    internal static SentenceFiles Read(string hypothesisFile, string[] referenceFiles)
    {
        var hypotheses = TextLines.FromFile(hypothesisFile);
        if (hypotheses.Count == 0)
        {
            throw new InvalidDataException($"The file '{hypothesisFile}' is empty; --hyp needs at least one line.");
        }

        var columns = Array.ConvertAll(referenceFiles, TextLines.FromFile);
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i].Count != hypotheses.Count)
            {
                throw new InvalidDataException(
                    $"'{hypothesisFile}' has {Count(hypotheses)} but '{referenceFiles[i]}' has {Count(columns[i])}; "
                    + "both need the same sentences in the same lines.");
            }
        }

        return new SentenceFiles(
            hypotheses, [.. hypotheses.Select((_, line) => Array.ConvertAll(columns, column => column[line]))]);
    }

    private static string Count(IReadOnlyList<string> lines) => lines.Count == 1 ? "1 line" : $"{lines.Count} lines";
}

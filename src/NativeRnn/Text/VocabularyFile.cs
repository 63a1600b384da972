using System.Text.Json;

namespace NativeRnn;

/// <summary>Reads the tokens of a vocabulary from a text file.</summary>
internal static class VocabularyFile
{
    private const string JsonExtension = ".json";

    /// <summary>The tokens by index, not yet checked.</summary>
    internal static string[] Read(string path)
    {
        var text = Utf8File.ReadText(path);
        return Path.GetExtension(path).Equals(JsonExtension, StringComparison.OrdinalIgnoreCase)
            ? Array(text)
            : Lines(text);
    }

    private static string[] Array(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(token => token.GetString()!)];
    }

    // Spaces are tokens: nothing is trimmed but the line ends.
    private static string[] Lines(string text)
    {
        var lines = text.Split('\n');
        var count = lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        return [.. lines.Take(count).Select(line => line.EndsWith('\r') ? line[..^1] : line)];
    }
}

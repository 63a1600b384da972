using System.Text.RegularExpressions;

namespace NativeRnn.Tests.Samples;

/// <summary>The code blocks of a page of the documentation.</summary>
internal static partial class MarkdownPage
{
    /// <summary>The blocks of a language, without their fences.</summary>
    public static string[] Blocks(string path, string language) =>
    [
        .. Fences().Matches(File.ReadAllText(path).ReplaceLineEndings("\n"))
            .Where(match => match.Groups["language"].Value == language)
            .Select(match => match.Groups["code"].Value),
    ];

    /// <summary>The lines of all shell blocks, in order.</summary>
    public static string[] Commands(string path) =>
        [.. Blocks(path, "sh").SelectMany(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    [GeneratedRegex(@"^```(?<language>\w+)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();
}

using System.Text.RegularExpressions;

namespace NativeRnn;

/// <summary>Cuts punctuation off words as the script mteval-v13a of the WMT campaigns does.</summary>
/// <remarks>The rules in their order: https://github.com/mjpost/sacrebleu, tokenizer "13a".</remarks>
internal static partial class Mteval13aTokenizer
{
    internal static string Tokenize(string line)
    {
        var text = Unescape(line);
        text = Symbol().Replace($" {text} ", " $0 ");
        text = PointBehindNoDigit().Replace(text, "$1 $2 ");
        text = PointBeforeNoDigit().Replace(text, " $1 $2");
        return DashBehindDigit().Replace(text, "$1 $2 ");
    }

    private static string Unescape(string line)
    {
        var text = line.Replace("<skipped>", "", StringComparison.Ordinal)
            .Replace("-\n", "", StringComparison.Ordinal)
            .Replace('\n', ' ');
        return text.Replace("&quot;", "\"", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal);
    }

    // All ASCII symbols but the apostrophe, comma, dash and point; the space is among them.
    [GeneratedRegex(@"[{-~\[-` -&(-+:-@/]", RegexOptions.CultureInvariant)]
    private static partial Regex Symbol();

    [GeneratedRegex("([^0-9])([.,])", RegexOptions.CultureInvariant)]
    private static partial Regex PointBehindNoDigit();

    [GeneratedRegex("([.,])([^0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex PointBeforeNoDigit();

    [GeneratedRegex("([0-9])(-)", RegexOptions.CultureInvariant)]
    private static partial Regex DashBehindDigit();
}

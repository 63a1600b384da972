using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace NativeRnn.Tests.Interop;

/// <summary>What nativernn.h declares, read without a C parser.</summary>
internal static partial class NativeHeader
{
    public static string Sha256() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Read())));

    public static IReadOnlyList<string> FunctionNames() =>
        [.. Function().Matches(Comment().Replace(Read(), " ")).Select(match => match.Groups["name"].Value)];

    private static string Read() => Repository.ReadText("native", "include", "nativernn", "nativernn.h");

    [GeneratedRegex(@"/\*.*?\*/|//[^\n]*", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bNRNN_API\b[^;(]*?\b(?<name>\w+)\s*\(")]
    private static partial Regex Function();
}

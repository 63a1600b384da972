using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace NativeRnn.Tests.Interop;

/// <summary>What a public header, such as nativernn.h, declares, read without a C parser.</summary>
internal static partial class NativeHeader
{
    public static string Sha256(string name) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Read(name))));

    public static IReadOnlyList<string> FunctionNames(string name) =>
        [.. Function().Matches(Comment().Replace(Read(name), " ")).Select(match => match.Groups["name"].Value)];

    private static string Read(string name) => Repository.ReadText("native", "include", "nativernn", name);

    [GeneratedRegex(@"/\*.*?\*/|//[^\n]*", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\bNRNN_API\b[^;(]*?\b(?<name>\w+)\s*\(")]
    private static partial Regex Function();
}

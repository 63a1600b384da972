using System.Security.Cryptography;
using System.Text;

namespace NativeRnn.Generator;

/// <summary>The C header to bind, and the stamp by which a drift check recognises it.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Sha256">Lower-case hex SHA-256 of the text with LF line ends, the same on every platform.</param>
internal sealed record HeaderFile(string Path, string Sha256)
{
    /// <summary>Such as nativernn.h.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The library that it belongs to, such as nativernn.</summary>
    public string Library => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The folder that the header's own includes start from.</summary>
    public string IncludeFolder => System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, "..", ".."));

    public static HeaderFile Read(string path)
    {
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return new HeaderFile(System.IO.Path.GetFullPath(path), Convert.ToHexStringLower(hash));
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace NativeRnn;

/// <summary>The checksum that a data set's file must have.</summary>
public sealed record DataSetChecksum
{
    /// <summary>A published checksum.</summary>
    /// <param name="kind">How it is computed.</param>
    /// <param name="hex">64 hexadecimal digits for SHA-256, 40 for SHA-1; kept in lower case.</param>
    /// <exception cref="ArgumentException">There are other characters, or not as many.</exception>
    public DataSetChecksum(ChecksumKind kind, string hex)
    {
        ArgumentNullException.ThrowIfNull(hex);
        int digits = kind == ChecksumKind.Sha256 ? 2 * SHA256.HashSizeInBytes : 2 * SHA1.HashSizeInBytes;
        if (hex.Length != digits || !hex.All(char.IsAsciiHexDigit))
        {
            throw new ArgumentException($"A checksum of this kind has {digits} hexadecimal digits.", nameof(hex));
        }

        (Kind, Hex) = (kind, hex.ToLowerInvariant());
    }

    /// <summary>How it is computed.</summary>
    public ChecksumKind Kind { get; }

    /// <summary>The checksum in hexadecimal digits, in lower case.</summary>
    public string Hex { get; }

    /// <summary>Such as <c>SHA-256 8424…c516</c>, with all digits.</summary>
    public override string ToString() => $"{(Kind == ChecksumKind.Sha256 ? "SHA-256" : "SHA-1")} {Hex}";

    /// <summary>The checksum of a file's content.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "Some publishers give nothing but SHA-1.")]
    internal static DataSetChecksum Of(ChecksumKind kind, string path)
    {
        using FileStream content = File.OpenRead(path);
        byte[] hash = kind == ChecksumKind.Sha256 ? SHA256.HashData(content) : SHA1.HashData(content);
        return new DataSetChecksum(kind, Convert.ToHexStringLower(hash));
    }
}

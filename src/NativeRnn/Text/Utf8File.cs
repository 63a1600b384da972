using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace NativeRnn;

/// <summary>Reads text files strictly: what is not UTF-8 is an error that says where.</summary>
internal static class Utf8File
{
    private const int MaxChars = 0x3FFFFFDF; // the longest string that .NET holds

    /// <summary>Reads a whole file; a byte order mark is skipped.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The path is a folder, or the file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is not UTF-8, or too large for memory as one text.</exception>
    internal static string ReadText(string path)
    {
        RequireFile(path);
        return Decode(ReadBytes(path), path);
    }

    /// <summary>Fails where a path names no file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The path is a folder.</exception>
    internal static void RequireFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a folder; name a text file.");
        }

        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no file '{path}'; check the path.", path);
        }
    }

    /// <summary>The index of the first byte that begins no character; only for bytes that are not UTF-8.</summary>
    internal static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        int index = 0;
        while (Rune.DecodeFromUtf8(bytes[index..], out _, out int length) == OperationStatus.Done)
        {
            index += length;
        }

        return index;
    }

    internal static InvalidDataException Invalid(string name, long offset, byte value, long line) => new(
        $"{char.ToUpperInvariant(name[0])}{name[1..]} is not UTF-8 text: byte {offset} (0x{value:X2}, in line {line}) is invalid; "
        + "convert it to UTF-8.");

    private static byte[] ReadBytes(string path)
    {
        if (new FileInfo(path).Length > Array.MaxLength)
        {
            throw TooLarge(path);
        }

        return File.ReadAllBytes(path);
    }

    private static string Decode(ReadOnlySpan<byte> bytes, string path)
    {
        if (!Utf8.IsValid(bytes))
        {
            throw Invalid(bytes, path);
        }

        ReadOnlySpan<byte> content = bytes.StartsWith(Encoding.UTF8.Preamble)
            ? bytes[Encoding.UTF8.Preamble.Length..]
            : bytes;
        return Encoding.UTF8.GetCharCount(content) > MaxChars
            ? throw TooLarge(path)
            : Encoding.UTF8.GetString(content);
    }

    private static InvalidDataException TooLarge(string path) =>
        new($"The file '{path}' is too large to hold as one text; split it or take a part of at most 1 GB.");

    private static InvalidDataException Invalid(ReadOnlySpan<byte> bytes, string path)
    {
        int offset = FirstInvalid(bytes);
        return Invalid($"the file '{path}'", offset, bytes[offset], bytes[..offset].Count((byte)'\n') + 1L);
    }
}

namespace NativeRnn;

/// <summary>What a safetensors file says about itself; its tensors are not read.</summary>
public sealed class SafetensorsInfo
{
    private const string Extension = ".safetensors";

    private SafetensorsInfo(SafetensorsFile file)
    {
        Tensors = [.. file.Entries.Select(entry => new SafetensorsTensorInfo(entry.Name, $"{entry.DataType}", entry.Shape))];
        Metadata = [.. file.Metadata];
        ElementCount = file.Entries.Sum(entry => entry.Elements);
    }

    /// <summary>The tensors in the file's order.</summary>
    public IReadOnlyList<SafetensorsTensorInfo> Tensors { get; }

    /// <summary>The texts beside them, in the file's order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; }

    /// <summary>How many numbers the tensors hold together.</summary>
    public long ElementCount { get; }

    /// <summary>Whether the tensors are named as a translator's, with an encoder's among them.</summary>
    public bool IsTranslator => Tensors.Any(tensor => tensor.Name.StartsWith("encoder.", StringComparison.Ordinal));

    /// <summary>Whether a file is meant to be safetensors: by its name, or because its first bytes look so.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="CheckpointException">The path is a folder, or nothing that has a length.</exception>
    public static bool Recognizes(string path)
    {
        using var input = InputFile.Open(path);
        Span<byte> start = stackalloc byte[sizeof(ulong) + 1]; // the header's length, then its brace
        return Path.GetExtension(path).Equals(Extension, StringComparison.OrdinalIgnoreCase)
            || (input.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
                && start[^1] == '{'
                && BitConverter.ToUInt64(start) <= SafetensorsHeader.MaxBytes);
    }

    /// <summary>Reads a file's header and checks it against the file's length.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="CheckpointException">It is not a safetensors file, or one of whole numbers.</exception>
    public static SafetensorsInfo Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return new SafetensorsInfo(file);
    }
}

using System.Buffers.Binary;
using System.Text.Json;

namespace NativeRnn;

/// <summary>Writes safetensors files of float32 tensors, in the order given: equal inputs give equal bytes.</summary>
/// <remarks>Source: the safetensors format description, github.com/huggingface/safetensors.</remarks>
internal static class SafetensorsWriter
{
    private const int RunElements = 1 << 14;

    /// <summary>Writes atomically: after a failure or a crash the path holds what it held before.</summary>
    /// <param name="path">The file to write or replace; its folder exists.</param>
    /// <param name="tensors">What to write, in order.</param>
    /// <param name="metadata">Texts for "__metadata__", in order; null or empty: no such key.</param>
    /// <param name="flushFolder">Flushes the folder at the path it is given to disk; null: not done.</param>
    /// <exception cref="ArgumentException">Two tensors or texts share a name, or a shape is impossible.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file may not be written.</exception>
    /// <exception cref="IOException">The path is a folder or device, the disk is full or fails.</exception>
    public static void Write(
        string path,
        IReadOnlyList<SafetensorsTensor> tensors,
        IReadOnlyList<KeyValuePair<string, string>>? metadata,
        Action<string>? flushFolder)
    {
        byte[] header = BuildHeader(tensors, metadata ?? []);
        AtomicFile.Write(path, flushFolder, output => Write(output, header, tensors));
    }

    /// <summary>Writes the file's bytes to a stream; nothing is atomic about it.</summary>
    public static void WriteTo(
        Stream output,
        IReadOnlyList<SafetensorsTensor> tensors,
        IReadOnlyList<KeyValuePair<string, string>>? metadata = null) =>
        Write(output, BuildHeader(tensors, metadata ?? []), tensors);

    private static byte[] BuildHeader(
        IReadOnlyList<SafetensorsTensor> tensors, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        CheckNames(tensors.Select(tensor => tensor.Name).Append(SafetensorsHeader.MetadataKey), nameof(tensors));
        CheckNames(metadata.Select(text => text.Key), nameof(metadata));
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            WriteEntries(json, tensors);
            json.WriteEndObject();
        }

        while (bytes.Length % sizeof(ulong) != 0)
        {
            bytes.WriteByte((byte)' ');
        }

        return bytes.ToArray();
    }

    private static void CheckNames(IEnumerable<string> names, string parameter)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (!seen.Add(name))
            {
                throw new ArgumentException($"The name \"{name}\" is taken; give each its own.", parameter);
            }
        }
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        if (metadata.Count == 0)
        {
            return;
        }

        json.WriteStartObject(SafetensorsHeader.MetadataKey);
        foreach ((string key, string value) in metadata)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteEntries(Utf8JsonWriter json, IReadOnlyList<SafetensorsTensor> tensors)
    {
        long begin = 0;
        foreach (SafetensorsTensor tensor in tensors)
        {
            long end = checked(begin + (Elements(tensor) * sizeof(float)));
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", nameof(SafetensorsDataType.F32));
            WriteCounts(json, "shape", tensor.Shape);
            WriteCounts(json, "data_offsets", [begin, end]);
            json.WriteEndObject();
            begin = end;
        }
    }

    private static void WriteCounts(Utf8JsonWriter json, string key, ReadOnlySpan<long> counts)
    {
        json.WriteStartArray(key);
        foreach (long count in counts)
        {
            json.WriteNumberValue(count);
        }

        json.WriteEndArray();
    }

    private static long Elements(SafetensorsTensor tensor)
    {
        long elements = 1;
        foreach (long size in tensor.Shape)
        {
            if (size < 0 || (size > 0 && elements > long.MaxValue / sizeof(float) / size))
            {
                throw new ArgumentException(
                    $"The tensor \"{tensor.Name}\" has the impossible shape [{string.Join(", ", tensor.Shape)}].",
                    nameof(tensor));
            }

            elements *= size;
        }

        return elements;
    }

    private static void Write(Stream output, byte[] header, IReadOnlyList<SafetensorsTensor> tensors)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        output.Write(length);
        output.Write(header);
        float[] values = new float[RunElements];
        byte[] bytes = new byte[RunElements * sizeof(float)];
        foreach (SafetensorsTensor tensor in tensors)
        {
            long elements = Elements(tensor);
            for (long first = 0; first < elements; first += RunElements)
            {
                Span<float> run = values.AsSpan(0, (int)Math.Min(RunElements, elements - first));
                tensor.Source(first, run);
                FloatBytes.Encode(run, bytes);
                output.Write(bytes, 0, run.Length * sizeof(float));
            }
        }
    }
}

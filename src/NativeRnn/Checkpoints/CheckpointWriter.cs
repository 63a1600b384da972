using System.Runtime.InteropServices;
using Google.Protobuf;
using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Writes checkpoint files; checkpoint.proto specifies them.</summary>
/// <remarks>Memory: two chunk buffers (8 MiB together) beside the header, whatever the model's size.</remarks>
internal static class CheckpointWriter
{
    private static readonly string _libraryVersion = typeof(CheckpointWriter).Assembly.GetName().Version!.ToString(3);

    /// <summary>Saves atomically: after a failure or a crash the path holds what it held before.</summary>
    /// <param name="path">The file to write or replace; its folder exists.</param>
    /// <param name="header">Model, vocabulary, text settings, training state; the rest is filled in.</param>
    /// <param name="tensors">The directory, in the order of the file.</param>
    /// <param name="flushFolder">Flushes the folder at the path it is given to disk; null: not done.</param>
    /// <exception cref="ArgumentException"><paramref name="header"/> breaks a rule of the format.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder or file may not be written.</exception>
    /// <exception cref="IOException">The path is a folder or device, the disk is full or fails.</exception>
    public static void Write(
        string path, Header header, IReadOnlyList<CheckpointTensor> tensors, Action<string>? flushFolder)
    {
        Header complete = Complete(header, tensors);
        AtomicFile.Write(path, flushFolder, output => Write(output, complete, tensors));
    }

    /// <summary>Writes the file's bytes to a stream; nothing is atomic about it.</summary>
    public static void WriteTo(Stream output, Header header, IReadOnlyList<CheckpointTensor> tensors) =>
        Write(output, Complete(header, tensors), tensors);

    private static Header Complete(Header header, IReadOnlyList<CheckpointTensor> tensors)
    {
        Header complete = header.Clone();
        complete.FormatVersion = NetworkMessages.IsIn(complete) ? CheckpointFormat.Version : 1;
        complete.LibraryVersion = _libraryVersion;
        complete.Tensors.Clear();
        foreach (CheckpointTensor tensor in tensors)
        {
            complete.Tensors.Add(tensor.Entry);
        }

        string? problem = HeaderRules.FindProblem(complete);
        if (complete.CalculateSize() > CheckpointFormat.MaxHeaderBytes)
        {
            problem ??= $"it is larger than {CheckpointFormat.MaxHeaderBytes} bytes";
        }

        return problem is null
            ? complete
            : throw new ArgumentException($"The header cannot be saved: {problem}.", nameof(header));
    }

    private static void Write(Stream output, Header header, IReadOnlyList<CheckpointTensor> tensors)
    {
        output.Write(CheckpointFormat.Signature);
        var records = new RecordWriter(output);
        records.Write(header);
        byte[] chunk = new byte[Math.Min(CheckpointFormat.ChunkBytes, LargestTensorBytes(header))];
        var footer = new Footer { TensorBytes = HeaderRules.TensorBytes(header) };
        for (int i = 0; i < tensors.Count; i++)
        {
            footer.ChunkCount += WriteTensor(records, i, tensors[i], chunk);
        }

        footer.RecordsCrc = records.RecordsCrc;
        records.Write(footer);
    }

    private static long WriteTensor(RecordWriter records, int index, CheckpointTensor tensor, byte[] chunk)
    {
        _ = tensor.Entry.TryGetElements(out long elements);
        long count = 0;
        for (long first = 0; first < elements; first += CheckpointFormat.ChunkElements)
        {
            int bytes = (int)Math.Min(CheckpointFormat.ChunkElements, elements - first) * sizeof(float);
            Span<float> values = MemoryMarshal.Cast<byte, float>(chunk.AsSpan(0, bytes));
            tensor.Source(first, values);
            FloatBytes.Encode(values, chunk);
            ByteString data = UnsafeByteOperations.UnsafeWrap(chunk.AsMemory(0, bytes));
            records.Write(new TensorChunk { Tensor = index, First = first, Data = data });
            count++;
        }

        return count;
    }

    private static long LargestTensorBytes(Header header)
    {
        long largest = 0;
        foreach (TensorEntry entry in header.Tensors)
        {
            _ = entry.TryGetElements(out long elements);
            largest = Math.Max(largest, elements * sizeof(float));
        }

        return largest;
    }
}

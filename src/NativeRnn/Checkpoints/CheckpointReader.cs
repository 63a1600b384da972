using Google.Protobuf;
using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Reads a checkpoint file: the header when it is opened, the tensors when asked, record by record.</summary>
/// <remarks>
/// Every record is checked before anything of it is handed on, but a fault late in the file shows after earlier
/// tensors have gone to their sinks. So that no failure leaves a partial model, sinks fill buffers that the
/// caller made for this load and drops when an exception comes; or the caller runs <see cref="Verify"/> first.
/// Before a model is built, <see cref="Require"/> compares what the file holds with what the model needs, so
/// that a header cannot ask for more memory than the file fills. One thread at a time.
/// </remarks>
internal sealed class CheckpointReader : IDisposable
{
    private readonly Stream _input;
    private readonly string _name;
    private readonly RecordReader _records;
    private readonly (long Number, long Position, uint RecordsCrc) _firstChunk;
    private Dictionary<(TensorRole Role, string Name), TensorEntry>? _entries;
    private float[] _values = [];

    /// <summary>Reads and checks signature and header of a stream.</summary>
    /// <param name="input">Seekable, at its beginning; belongs to the reader once this returns.</param>
    /// <param name="name">What the messages of errors call it: the file's path.</param>
    /// <exception cref="CheckpointException">The stream holds no checkpoint that this version reads.</exception>
    public CheckpointReader(Stream input, string name)
    {
        _input = input;
        _name = name;
        CheckSignature();
        _records = new RecordReader(input, name);
        Header = ReadHeader();
        CheckSize();
        _firstChunk = _records.Mark();
    }

    /// <summary>What the file says about itself; its directory lists the tensors in order.</summary>
    public Header Header { get; }

    /// <summary>Opens a file and checks signature, header and declared sizes; tensors are not read.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="CheckpointException">The file holds no checkpoint that this version reads.</exception>
    public static CheckpointReader Open(string path)
    {
        FileStream input = InputFile.Open(path);
        try
        {
            return new CheckpointReader(input, path);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <summary>Checks that the directory holds a tensor of the shape that a model needs.</summary>
    /// <exception cref="CheckpointException">It does not.</exception>
    public void Require(TensorRole role, string name, ReadOnlySpan<long> shape)
    {
        _entries ??= Header.Tensors.ToDictionary(entry => (entry.Role, entry.Name));
        if (_entries.TryGetValue((role, name), out TensorEntry? found))
        {
            RequireShape(found, shape);
            return;
        }

        throw new CheckpointException($"{_name} lacks the tensor \"{name}\" ({role}) that its model needs.");
    }

    /// <summary>Checks that the directory holds no tensors of a role beside those that a model needs.</summary>
    /// <exception cref="CheckpointException">It does: the file is of another model than its header says.</exception>
    public void RequireNoMore(TensorRole role, int needed)
    {
        int found = Header.Tensors.Count(entry => entry.Role == role);
        if (found != needed)
        {
            throw new CheckpointException($"{_name} holds {found} tensors ({role}); its model needs {needed} of them.");
        }
    }

    /// <summary>Reads the whole file once and keeps nothing.</summary>
    /// <exception cref="CheckpointException">The file is truncated or corrupted.</exception>
    public void Verify() => ReadTensors(static _ => null);

    /// <summary>Reads all tensors in the directory's order, and the footer.</summary>
    /// <param name="sinkOf">Asked once per tensor, before its first chunk; null: the tensor is only checked.</param>
    /// <exception cref="CheckpointException">
    /// The file is truncated or corrupted; what the sinks have got by then is not a model.
    /// </exception>
    public void ReadTensors(Func<TensorEntry, TensorSink?> sinkOf)
    {
        _records.Return(_firstChunk);
        for (int i = 0; i < Header.Tensors.Count; i++)
        {
            TensorEntry entry = Header.Tensors[i];
            TensorSink? sink = sinkOf(entry);
            _ = entry.TryGetElements(out long elements);
            for (long first = 0; first < elements;)
            {
                first += ReadChunk(i, first, elements, sink);
            }
        }

        ReadFooter();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _input.Dispose();

    private void CheckSignature()
    {
        ReadOnlySpan<byte> signature = CheckpointFormat.Signature;
        Span<byte> found = stackalloc byte[signature.Length];
        found = found[.._input.ReadAtLeast(found, found.Length, throwOnEndOfStream: false)];
        if (found.SequenceEqual(signature))
        {
            return;
        }

        throw new CheckpointException(
            found.Length == 0 ? $"{_name} is empty, not a NativeRnn model file."
            : signature.StartsWith(found) ? $"{_name} is truncated: it ends within its signature (byte {found.Length})."
            : $"{_name} is not a NativeRnn model file: its first bytes are those of something else.");
    }

    private Header ReadHeader()
    {
        int size = _records.Read("header", CheckpointFormat.MaxHeaderBytes);
        Header header = ParseRecord("header", size, Header.Parser);
        if (header.FormatVersion > CheckpointFormat.Version)
        {
            throw new CheckpointException(
                $"{_name} was written by a newer NativeRnn (format {header.FormatVersion}); this version reads up to " +
                $"{CheckpointFormat.Version}: upgrade.");
        }

        if (header.FormatVersion < 1)
        {
            throw _records.Problem($"is corrupted: its format version is {header.FormatVersion}");
        }

        return HeaderRules.FindProblem(header) is { } problem
            ? throw _records.Problem($"cannot be read: {problem}")
            : header;
    }

    private void CheckSize()
    {
        long rest = _records.Length - _records.Position;
        long needed = HeaderRules.TensorBytes(Header);
        if (needed <= rest)
        {
            needed = HeaderRules.LeastRecordBytes(Header); // counts chunk by chunk: no more than the file has
        }

        if (needed > rest)
        {
            throw _records.Problem(
                $"is truncated: its tensors take at least {needed} bytes and {rest} are left after the header");
        }
    }

    private void RequireShape(TensorEntry entry, ReadOnlySpan<long> shape)
    {
        bool equal = entry.Shape.Count == shape.Length;
        for (int axis = 0; equal && axis < shape.Length; axis++)
        {
            equal = entry.Shape[axis] == shape[axis];
        }

        if (!equal)
        {
            string needed = string.Join(", ", shape.ToArray());
            throw new CheckpointException(
                $"{_name} holds the tensor \"{entry.Name}\" with shape {entry.ShapeText}; its model needs [{needed}].");
        }
    }

    private int ReadChunk(int tensor, long first, long elements, TensorSink? sink)
    {
        int size = _records.Read("tensor chunk", CheckpointFormat.MaxChunkMessageBytes);
        ChunkMessage chunk = Guard("tensor chunk", () => ChunkMessage.Parse(_records.Message, size));
        ReadOnlySpan<byte> data = _records.Message.AsSpan(chunk.DataStart, chunk.DataSize);
        int count = data.Length / sizeof(float);
        if (chunk.Tensor != tensor || chunk.First != first)
        {
            throw _records.Problem(
                $"is corrupted: element {chunk.First} of tensor {chunk.Tensor} follows where element {first} of " +
                $"tensor {tensor} belongs");
        }

        bool fits = count > 0 && count <= Math.Min(elements - first, CheckpointFormat.ChunkElements);
        if (!fits || data.Length % sizeof(float) != 0)
        {
            throw _records.Problem(
                $"is corrupted: this chunk has {data.Length} bytes, and {elements - first} elements of its tensor " +
                "are left");
        }

        if (sink is not null)
        {
            sink(first, Decode(data, count));
        }

        return count;
    }

    private ReadOnlySpan<float> Decode(ReadOnlySpan<byte> data, int count)
    {
        if (_values.Length < count)
        {
            _values = new float[count];
        }

        FloatBytes.Decode(data, _values);
        return _values.AsSpan(0, count);
    }

    private void ReadFooter()
    {
        long chunks = _records.Number - _firstChunk.Number;
        uint recordsCrc = _records.RecordsCrc;
        int size = _records.Read("footer", CheckpointFormat.MaxFooterBytes);
        Footer footer = ParseRecord("footer", size, Footer.Parser);
        if (footer.ChunkCount != chunks || footer.TensorBytes != HeaderRules.TensorBytes(Header))
        {
            throw _records.Problem("is corrupted: its footer counts other tensors than it holds");
        }

        if (footer.RecordsCrc != recordsCrc)
        {
            throw _records.Problem("is corrupted: a record of another file stands among its own");
        }

        if (_records.Position != _records.Length)
        {
            throw _records.Problem($"is corrupted: {_records.Length - _records.Position} bytes follow its footer");
        }
    }

    // Unknown fields are dropped: kept ones could take many times their bytes in memory.
    private T ParseRecord<T>(string kind, int size, MessageParser<T> parser)
        where T : IMessage<T> =>
        Guard(kind, () => parser.WithDiscardUnknownFields(true).ParseFrom(_records.Message, 0, size));

    private T Guard<T>(string kind, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (InvalidProtocolBufferException malformed)
        {
            throw _records.Problem($"is corrupted: this {kind} is malformed", malformed);
        }
    }
}

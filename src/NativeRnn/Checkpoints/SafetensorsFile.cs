using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace NativeRnn;

/// <summary>A safetensors file: the header is read and checked when it is opened, tensors when asked.</summary>
/// <remarks>
/// All faults of a file are a <see cref="CheckpointException"/>. The format has no checksums: a damaged number in
/// the data cannot show. Memory: the header, and a buffer of at most 64 KiB. One thread at a time.
/// Source: the safetensors format description, github.com/huggingface/safetensors.
/// </remarks>
internal sealed class SafetensorsFile : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly Stream _input;
    private readonly string _name;
    private readonly long _dataStart;
    private readonly SafetensorsHeader _header;
    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);
    private byte[] _buffer = [];

    /// <summary>Reads and checks the header of a stream.</summary>
    /// <param name="input">Seekable, at its beginning; belongs to the file once this returns.</param>
    /// <param name="name">What the messages of errors call it: the file's path.</param>
    /// <exception cref="CheckpointException">The stream is not a safetensors file that is read here.</exception>
    public SafetensorsFile(Stream input, string name)
    {
        _input = input;
        _name = name;
        _header = ReadHeader(out _dataStart);
        CheckLayout(input.Length - _dataStart);
        foreach (SafetensorsEntry entry in _header.Entries)
        {
            _entries.Add(entry.Name, entry);
        }

        Names = [.. _header.Entries.Select(entry => entry.Name)];
    }

    /// <summary>The tensors' names in the header's order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The tensors' descriptions in the header's order.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _header.Entries;

    /// <summary>The texts under "__metadata__" in the header's order; none if there is no such key.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks its header against its length; tensors are not read.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="CheckpointException">It is not a safetensors file that is read here.</exception>
    public static SafetensorsFile Open(string path)
    {
        FileStream input = InputFile.Open(path);
        try
        {
            return new SafetensorsFile(input, path);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is a tensor of a name.</summary>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>A tensor's sizes by axis.</summary>
    /// <exception cref="CheckpointException">There is no such tensor.</exception>
    public IReadOnlyList<long> Shape(string name) => Find(name).Shape;

    /// <summary>Reads a whole tensor, as float32 whatever it is stored as.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="destination">As long as the tensor has elements.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> has another length.</exception>
    /// <exception cref="CheckpointException">There is no such tensor, or the file has been cut since.</exception>
    public void Read(string name, Span<float> destination)
    {
        long elements = Find(name).Elements;
        if (elements != destination.Length)
        {
            throw new ArgumentException(
                $"The tensor \"{name}\" has {elements} elements; give room for these, not for {destination.Length}.",
                nameof(destination));
        }

        Read(name, 0, destination);
    }

    /// <summary>Reads a run of a tensor's elements, as float32 whatever they are stored as.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="first">Index of the first element, counted over the whole tensor in row-major order.</param>
    /// <param name="destination">As long as the run.</param>
    /// <exception cref="ArgumentOutOfRangeException">The run begins or ends outside the tensor.</exception>
    /// <exception cref="CheckpointException">There is no such tensor, or the file has been cut since.</exception>
    public void Read(string name, long first, Span<float> destination)
    {
        SafetensorsEntry entry = Find(name);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, entry.Elements - destination.Length);
        int elementBytes = entry.DataType.ElementBytes();
        _input.Position = _dataStart + entry.Begin + (first * elementBytes);
        int run = BufferBytes / elementBytes;
        while (!destination.IsEmpty)
        {
            Span<float> part = destination[..Math.Min(run, destination.Length)];
            entry.DataType.Decode(ReadBytes(part.Length * elementBytes, $"tensor \"{name}\""), part);
            destination = destination[part.Length..];
        }
    }

    /// <summary>Whether two tensors have one shape and the same numbers, bit for bit as float32.</summary>
    /// <exception cref="CheckpointException">One of them is not there, or the file has been cut since.</exception>
    public bool HoldsTwice(string name, string other)
    {
        if (!Shape(name).SequenceEqual(Shape(other)))
        {
            return false;
        }

        float[] left = new float[BufferBytes / sizeof(float)];
        float[] right = new float[left.Length];
        long elements = Find(name).Elements;
        for (long first = 0; first < elements; first += left.Length)
        {
            int run = (int)Math.Min(left.Length, elements - first);
            Read(name, first, left.AsSpan(0, run));
            Read(other, first, right.AsSpan(0, run));
            if (!MemoryMarshal.AsBytes(left.AsSpan(0, run)).SequenceEqual(MemoryMarshal.AsBytes(right.AsSpan(0, run))))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _input.Dispose();

    private SafetensorsEntry Find(string name) => _entries.TryGetValue(name, out SafetensorsEntry? entry)
        ? entry
        : throw new CheckpointException($"{_name} holds no tensor \"{name}\"; it holds {Describe(Names)}.");

    private static string Describe(IReadOnlyList<string> names)
    {
        const int Shown = 20;
        string list = string.Join(", ", names.Take(Shown));
        return names.Count switch
        {
            0 => "none",
            <= Shown => list,
            _ => $"{list} and {names.Count - Shown} more",
        };
    }

    private SafetensorsHeader ReadHeader(out long dataStart)
    {
        long rest = _input.Length - sizeof(ulong);
        if (rest < 0)
        {
            throw new CheckpointException(
                $"{_name} is not a safetensors file: it ends within its header's length, at byte {_input.Length}.");
        }

        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(sizeof(ulong), "header"));
        if (size > SafetensorsHeader.MaxBytes || size > (ulong)rest)
        {
            throw new CheckpointException(
                $"{_name} is truncated or not a safetensors file: its header would take {size} bytes and {rest} " +
                $"follow (at most {SafetensorsHeader.MaxBytes} are read).");
        }

        dataStart = sizeof(ulong) + (long)size;
        ReadOnlySpan<byte> json = ReadBytes((int)size, "header");
        if (json.IsEmpty || json[0] != '{')
        {
            throw new CheckpointException(
                $"{_name} is not a safetensors file: its header does not begin with a brace.");
        }

        SafetensorsHeader header = SafetensorsHeader.Parse(json, _name);
        _buffer = [];
        return header;
    }

    private void CheckLayout(long dataBytes)
    {
        long covered = 0;
        foreach (SafetensorsEntry entry in _header.Entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin > entry.End || entry.End > dataBytes)
            {
                throw Problem(entry, $"lies at bytes {entry.Begin} to {entry.End} of {dataBytes}");
            }

            if (entry.Begin != covered)
            {
                string what = entry.Begin < covered ? "overlaps the tensor before it" : "leaves a hole before it";
                throw Problem(entry, $"{what}: it begins at byte {entry.Begin}, and {covered} are taken");
            }

            CheckShape(entry);
            covered = entry.End;
        }

        if (covered != dataBytes)
        {
            throw new CheckpointException(
                $"{_name} has {dataBytes} bytes of data and tensors for {covered}: it is cut or not safetensors.");
        }
    }

    private void CheckShape(SafetensorsEntry entry)
    {
        UInt128 bytes = (UInt128)entry.DataType.ElementBytes();
        foreach (long size in entry.Shape)
        {
            bytes *= (UInt128)size;
            if (bytes > long.MaxValue)
            {
                break;
            }
        }

        if (bytes != (UInt128)(entry.End - entry.Begin))
        {
            throw Problem(
                entry,
                $"has {entry.End - entry.Begin} bytes of data, which its shape [{string.Join(", ", entry.Shape)}] in " +
                $"{entry.DataType} does not fill");
        }
    }

    private CheckpointException Problem(SafetensorsEntry entry, string problem) =>
        new($"{_name} is malformed: the tensor \"{entry.Name}\" {problem}.");

    private ReadOnlySpan<byte> ReadBytes(int count, string what)
    {
        if (_buffer.Length < count)
        {
            _buffer = new byte[count];
        }

        Span<byte> bytes = _buffer.AsSpan(0, count);
        return _input.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw new CheckpointException($"{_name} is truncated: it ends within its {what}.");
    }
}

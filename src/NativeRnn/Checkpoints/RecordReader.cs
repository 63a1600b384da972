using System.Buffers.Binary;

namespace NativeRnn;

/// <summary>Reads records one after the other and checks each; keeps the place for the messages of errors.</summary>
/// <remarks>Allocates one buffer, never larger than the rest of the file or the limit that a caller gives.</remarks>
internal sealed class RecordReader
{
    private readonly Stream _input;
    private readonly string _name;
    private byte[] _message = [];
    private long _next;

    /// <summary>Begins behind the stream's signature.</summary>
    /// <param name="input">Seekable; stays the caller's.</param>
    /// <param name="name">What the messages of errors call the file.</param>
    public RecordReader(Stream input, string name)
    {
        _input = input;
        _name = name;
        Length = input.Length;
        _next = CheckpointFormat.Signature.Length;
    }

    /// <summary>Bytes of the whole file when it was opened.</summary>
    public long Length { get; }

    /// <summary>Byte offset of the next record.</summary>
    public long Position => _next;

    /// <summary>Number of the record read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Byte offset of the record read last.</summary>
    public long Offset { get; private set; }

    /// <summary>CRC-32C over the checks of the records read so far.</summary>
    public uint RecordsCrc { get; private set; }

    /// <summary>The buffer that <see cref="Read"/> fills from its beginning.</summary>
    public byte[] Message => _message;

    /// <summary>Reads the next record's message into <see cref="Message"/>.</summary>
    /// <param name="kind">What the record should be, for the messages of errors.</param>
    /// <param name="limit">The most bytes that such a message has.</param>
    /// <returns>The message's size.</returns>
    /// <exception cref="CheckpointException">The file ends, or the record is damaged.</exception>
    public int Read(string kind, int limit)
    {
        Number++;
        Offset = _next;
        _input.Position = _next;
        Span<byte> prefix = stackalloc byte[CheckpointFormat.MaxLengthBytes];
        int prefixSize = ReadLength(kind, prefix, out long size);
        long rest = Length - Offset - prefixSize;
        if (size > limit)
        {
            throw Problem($"is corrupted: this {kind} claims {size} bytes and can have {limit}");
        }

        if (size + CheckpointFormat.CheckBytes > rest)
        {
            throw Truncated(kind);
        }

        ReadMessage(kind, (int)size);
        Check(kind, prefix[..prefixSize], (int)size);
        _next = Offset + prefixSize + size + CheckpointFormat.CheckBytes;
        return (int)size;
    }

    /// <summary>Where the reader stands, to come back to.</summary>
    public (long Number, long Position, uint RecordsCrc) Mark() => (Number, _next, RecordsCrc);

    /// <summary>Goes back to a mark.</summary>
    public void Return((long Number, long Position, uint RecordsCrc) mark) =>
        (Number, _next, RecordsCrc) = mark;

    /// <summary>An error at the record read last.</summary>
    /// <param name="problem">What is wrong, as the sentence's predicate.</param>
    /// <param name="cause">The failure underneath, if there is one.</param>
    public CheckpointException Problem(string problem, Exception? cause = null)
    {
        string message = $"{_name} {problem} (record {Number}, byte {Offset}).";
        return cause is null ? new CheckpointException(message) : new CheckpointException(message, cause);
    }

    private CheckpointException Truncated(string kind) => Problem($"is truncated: it ends within or before the {kind}");

    private int ReadLength(string kind, Span<byte> prefix, out long size)
    {
        size = 0;
        for (int count = 0; count < prefix.Length; count++)
        {
            int value = _input.ReadByte();
            if (value < 0)
            {
                throw Truncated(kind);
            }

            prefix[count] = (byte)value;
            size |= (long)(value & 0x7F) << (7 * count);
            if (value < 0x80)
            {
                return count + 1;
            }
        }

        throw Problem($"is corrupted: the length of this {kind} does not end");
    }

    private void ReadMessage(string kind, int size)
    {
        int needed = size + CheckpointFormat.CheckBytes;
        if (_message.Length < needed)
        {
            // Later chunks are larger by a longer index.
            _message = new byte[needed + CheckpointFormat.ChunkFieldBytes];
        }

        if (_input.ReadAtLeast(_message.AsSpan(0, needed), needed, throwOnEndOfStream: false) < needed)
        {
            throw Truncated(kind);
        }
    }

    private void Check(string kind, ReadOnlySpan<byte> prefix, int size)
    {
        ReadOnlySpan<byte> check = _message.AsSpan(size, CheckpointFormat.CheckBytes);
        uint actual = Crc32C.Append(Crc32C.Compute(prefix), _message.AsSpan(0, size));
        if (BinaryPrimitives.ReadUInt32LittleEndian(check) != actual)
        {
            throw Problem($"is corrupted: this {kind} does not match its checksum");
        }

        RecordsCrc = Crc32C.Append(RecordsCrc, check);
    }
}

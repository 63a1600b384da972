using System.Buffers.Binary;
using Google.Protobuf;

namespace NativeRnn;

/// <summary>Writes records: length, message, check.</summary>
/// <param name="output">Where to; stays the caller's.</param>
internal sealed class RecordWriter(Stream output)
{
    private byte[] _record = [];

    /// <summary>CRC-32C over the checks of the records written so far.</summary>
    public uint RecordsCrc { get; private set; }

    /// <summary>Writes one message as the next record.</summary>
    public void Write(IMessage message)
    {
        int size = message.CalculateSize();
        int needed = CheckpointFormat.MaxLengthBytes + size + CheckpointFormat.CheckBytes;
        if (_record.Length < needed)
        {
            // Later chunks are larger by a longer index.
            _record = new byte[needed + CheckpointFormat.ChunkFieldBytes];
        }

        int start = WriteLength(size);
        message.WriteTo(_record.AsSpan(start, size));
        int end = start + size;
        Span<byte> check = _record.AsSpan(end, CheckpointFormat.CheckBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(check, Crc32C.Compute(_record.AsSpan(0, end)));
        RecordsCrc = Crc32C.Append(RecordsCrc, check);
        output.Write(_record, 0, end + CheckpointFormat.CheckBytes);
    }

    private int WriteLength(int size)
    {
        int count = 0;
        uint rest = (uint)size;
        for (; rest >= 0x80; rest >>= 7)
        {
            _record[count++] = (byte)(rest | 0x80);
        }

        _record[count++] = (byte)rest;
        return count;
    }
}

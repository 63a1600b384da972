using System.Buffers.Binary;
using System.Text;

namespace NativeRnn.Tests.Reports;

/// <summary>Reads TensorBoard's files by their specification: frames with checks, messages field by field.</summary>
internal static class EventFile
{
    public sealed record Entry(double Time, long Step, string? Version, string? Tag, float? Value);

    public static List<Entry> Read(string path)
    {
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        var entries = new List<Entry>();
        while (!rest.IsEmpty)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(rest);
            Check(rest[..8], rest[8..12]);
            Check(rest.Slice(12, length), rest.Slice(12 + length, 4));
            entries.Add(Parse(rest.Slice(12, length)));
            rest = rest[(16 + length)..];
        }

        return entries;
    }

    /// <summary>The numbers of one curve.</summary>
    public static (long Step, float Value)[] Curve(this IEnumerable<Entry> entries, string tag) =>
        [.. entries.Where(entry => entry.Tag == tag).Select(entry => (entry.Step, entry.Value!.Value))];

    private static void Check(ReadOnlySpan<byte> data, ReadOnlySpan<byte> check)
    {
        var crc = Crc(data);
        if (BinaryPrimitives.ReadUInt32LittleEndian(check) != unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u))
        {
            throw new InvalidDataException("A check of the record does not fit.");
        }
    }

    // Bit by bit, with the reversed polynomial of Castagnoli.
    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = ~0u;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return ~crc;
    }

    private static Entry Parse(ReadOnlySpan<byte> message)
    {
        var entry = new Entry(0, 0, null, null, null);
        while (!message.IsEmpty)
        {
            var (field, content, number) = Next(ref message);
            entry = field switch
            {
                (1, 1) => entry with { Time = BitConverter.UInt64BitsToDouble(number) },
                (2, 0) => entry with { Step = (long)number },
                (3, 2) => entry with { Version = Encoding.UTF8.GetString(content) },
                (5, 2) => ParseSummary(entry, content),
                _ => throw new InvalidDataException($"An event has no field {field}."),
            };
        }

        return entry;
    }

    private static Entry ParseSummary(Entry entry, ReadOnlySpan<byte> summary)
    {
        var (field, value, _) = Next(ref summary);
        if (field != (1, 2) || !summary.IsEmpty)
        {
            throw new InvalidDataException("A summary holds one value.");
        }

        while (!value.IsEmpty)
        {
            var (inner, content, number) = Next(ref value);
            entry = inner switch
            {
                (1, 2) => entry with { Tag = Encoding.UTF8.GetString(content) },
                (2, 5) => entry with { Value = BitConverter.UInt32BitsToSingle((uint)number) },
                _ => throw new InvalidDataException($"A value has no field {inner}."),
            };
        }

        return entry;
    }

    private static Field Next(ref ReadOnlySpan<byte> message)
    {
        var key = Varint(ref message);
        var (number, wire) = ((int)(key >> 3), (int)(key & 7));
        var length = wire switch { 1 => 8, 5 => 4, 2 => (int)Varint(ref message), 0 => 0, _ => throw new InvalidDataException() };
        var value = wire switch
        {
            0 => Varint(ref message),
            1 => BinaryPrimitives.ReadUInt64LittleEndian(message),
            5 => BinaryPrimitives.ReadUInt32LittleEndian(message),
            _ => 0UL,
        };
        var content = message[..length];
        message = message[length..];
        return new Field((number, wire), content, value);
    }

    private static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[0];
            message = message[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private readonly ref struct Field((int Number, int Wire) key, ReadOnlySpan<byte> content, ulong number)
    {
        private readonly ReadOnlySpan<byte> _content = content;

        public void Deconstruct(out (int Number, int Wire) field, out ReadOnlySpan<byte> bytes, out ulong value)
        {
            (field, value) = (key, number);
            bytes = _content;
        }
    }
}

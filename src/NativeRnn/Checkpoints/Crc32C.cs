using System.Buffers.Binary;
using System.Numerics;

namespace NativeRnn;

/// <summary>CRC-32C (Castagnoli) as in iSCSI, by the processor's instruction where it has one.</summary>
/// <remarks>Source: RFC 3720, appendix B.4; "123456789" gives 0xE3069283.</remarks>
internal static class Crc32C
{
    /// <summary>The check of <paramref name="data"/>.</summary>
    public static uint Compute(ReadOnlySpan<byte> data) => Append(0, data);

    /// <summary>The check of some bytes followed by others.</summary>
    /// <param name="crc">The check of the bytes before; 0 if there are none.</param>
    /// <param name="data">The bytes that follow.</param>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        crc = ~crc;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        }

        foreach (byte value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}

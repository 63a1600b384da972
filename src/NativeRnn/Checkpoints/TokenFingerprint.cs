using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Tells one text from another by its token ids.</summary>
internal static class TokenFingerprint
{
    private const int RunLength = 1 << 14; // ids at a time

    internal static DataFingerprint Of(ReadOnlySpan<int> tokens) =>
        new() { Tokens = tokens.Length, Crc = Append(0, tokens) };

    /// <summary>The check over what a check covers already, then these ids as little-endian bytes.</summary>
    internal static uint Append(uint crc, ReadOnlySpan<int> tokens)
    {
        if (BitConverter.IsLittleEndian)
        {
            return Crc32C.Append(crc, MemoryMarshal.AsBytes(tokens));
        }

        Span<int> run = new int[Math.Min(RunLength, tokens.Length)];
        for (var rest = tokens; !rest.IsEmpty; rest = rest[run.Length..])
        {
            run = run[..Math.Min(run.Length, rest.Length)];
            BinaryPrimitives.ReverseEndianness(rest[..run.Length], run);
            crc = Crc32C.Append(crc, MemoryMarshal.AsBytes(run));
        }

        return crc;
    }
}

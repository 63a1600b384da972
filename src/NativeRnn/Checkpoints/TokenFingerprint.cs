using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>Tells one text from another by its token ids.</summary>
internal static class TokenFingerprint
{
    private const int RunLength = 1 << 14; // ids at a time

    internal static DataFingerprint Of(ReadOnlySpan<int> tokens)
    {
        uint crc = 0;
        Span<int> run = new int[Math.Min(RunLength, tokens.Length)];
        for (var rest = tokens; !rest.IsEmpty; rest = rest[run.Length..])
        {
            run = run[..Math.Min(run.Length, rest.Length)];
            CopyLittleEndian(rest[..run.Length], run);
            crc = Crc32C.Append(crc, MemoryMarshal.AsBytes(run));
        }
        return new DataFingerprint { Tokens = tokens.Length, Crc = crc };
    }

    private static void CopyLittleEndian(ReadOnlySpan<int> source, Span<int> target)
    {
        if (BitConverter.IsLittleEndian)
        {
            source.CopyTo(target);
        }
        else
        {
            BinaryPrimitives.ReverseEndianness(source, target);
        }
    }
}

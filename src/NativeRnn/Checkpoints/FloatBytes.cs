using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace NativeRnn;

/// <summary>Floats to and from the little-endian bytes that files hold, on any machine.</summary>
internal static class FloatBytes
{
    /// <summary>Writes each float's bytes; <paramref name="bytes"/> has room for all of them.</summary>
    public static void Encode(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        MemoryMarshal.AsBytes(values).CopyTo(bytes);
        SwapOnBigEndian(bytes[..(values.Length * sizeof(float))]);
    }

    /// <summary>Reads as many floats as <paramref name="bytes"/> holds.</summary>
    public static void Decode(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        Span<byte> target = MemoryMarshal.AsBytes(values)[..bytes.Length];
        bytes.CopyTo(target);
        SwapOnBigEndian(target);
    }

    private static void SwapOnBigEndian(Span<byte> bytes)
    {
        if (!BitConverter.IsLittleEndian)
        {
            Span<int> words = MemoryMarshal.Cast<byte, int>(bytes);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }
}

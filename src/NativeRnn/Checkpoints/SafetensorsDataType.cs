using System.Buffers.Binary;

namespace NativeRnn;

/// <summary>The element types of safetensors that are read; all become float32.</summary>
internal enum SafetensorsDataType
{
    /// <summary>IEEE float32.</summary>
    F32,

    /// <summary>IEEE float64; rounded to the nearest float32, out of range to infinity.</summary>
    F64,

    /// <summary>IEEE float16.</summary>
    F16,

    /// <summary>The upper half of a float32.</summary>
    BF16,
}

/// <summary>Sizes and conversions of <see cref="SafetensorsDataType"/>.</summary>
internal static class SafetensorsDataTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int ElementBytes(this SafetensorsDataType type) => type switch
    {
        SafetensorsDataType.F64 => sizeof(double),
        SafetensorsDataType.F32 => sizeof(float),
        _ => sizeof(ushort),
    };

    /// <summary>The type of a name in a header.</summary>
    /// <returns>Whether it is one that is read.</returns>
    public static bool TryParse(string name, out SafetensorsDataType type)
    {
        (type, bool known) = name switch
        {
            "F32" => (SafetensorsDataType.F32, true),
            "F64" => (SafetensorsDataType.F64, true),
            "F16" => (SafetensorsDataType.F16, true),
            "BF16" => (SafetensorsDataType.BF16, true),
            _ => (default, false),
        };
        return known;
    }

    /// <summary>Turns stored elements into floats.</summary>
    /// <param name="type">How they are stored.</param>
    /// <param name="bytes">As many elements as <paramref name="values"/> has room for.</param>
    /// <param name="values">Filled completely.</param>
    public static void Decode(this SafetensorsDataType type, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        if (type == SafetensorsDataType.F32)
        {
            FloatBytes.Decode(bytes, values);
            return;
        }

        int size = type.ElementBytes();
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> element = bytes.Slice(i * size, size);
            values[i] = type switch
            {
                SafetensorsDataType.F64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
                SafetensorsDataType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                _ => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
            };
        }
    }
}

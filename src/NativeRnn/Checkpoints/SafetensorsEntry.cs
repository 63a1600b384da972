namespace NativeRnn;

/// <summary>Where a tensor lies in a safetensors file.</summary>
/// <param name="Name">Its key in the header.</param>
/// <param name="DataType">How its elements are stored.</param>
/// <param name="Shape">Sizes by axis.</param>
/// <param name="Begin">Byte offset of its data, counted from the header's end.</param>
/// <param name="End">Byte offset behind its data.</param>
internal sealed record SafetensorsEntry(
    string Name, SafetensorsDataType DataType, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>Elements, from the bytes that the header gives it; the shape agrees.</summary>
    public long Elements => (End - Begin) / DataType.ElementBytes();
}

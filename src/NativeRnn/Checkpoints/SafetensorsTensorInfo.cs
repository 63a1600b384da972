namespace NativeRnn;

/// <summary>A tensor as a safetensors file describes it.</summary>
/// <param name="Name">Its name, such as <c>linear.weight</c>.</param>
/// <param name="DataType">How its elements are stored: <c>F32</c>, <c>F64</c>, <c>F16</c> or <c>BF16</c>.</param>
/// <param name="Shape">The lengths of its axes, outermost first; none: one element.</param>
public sealed record SafetensorsTensorInfo(string Name, string DataType, IReadOnlyList<long> Shape);

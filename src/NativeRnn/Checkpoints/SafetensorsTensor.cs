namespace NativeRnn;

/// <summary>A float32 tensor to write to a safetensors file.</summary>
/// <param name="Name">The only one of this name in the file; not "__metadata__".</param>
/// <param name="Shape">Sizes by axis, none negative; without axes it has one element.</param>
/// <param name="Source">Asked for each run of elements once, in order.</param>
internal readonly record struct SafetensorsTensor(string Name, long[] Shape, TensorSource Source);

using NativeRnn.Checkpoints.Proto;

namespace NativeRnn;

/// <summary>A tensor to save: its line in the directory and where its elements come from.</summary>
/// <param name="Entry">Name, role, type and shape.</param>
/// <param name="Source">Asked for each chunk once, in order.</param>
internal readonly record struct CheckpointTensor(TensorEntry Entry, TensorSource Source)
{
    /// <summary>Describes a float32 tensor.</summary>
    /// <param name="role">What the tensor is to the run.</param>
    /// <param name="name">Not empty, and the only one of its role.</param>
    /// <param name="shape">Sizes by axis, each at least 1.</param>
    /// <param name="source">Asked for each chunk once, in order.</param>
    public static CheckpointTensor F32(TensorRole role, string name, ReadOnlySpan<long> shape, TensorSource source)
    {
        var entry = new TensorEntry { Name = name, Role = role, DataType = DataType.F32 };
        foreach (long size in shape)
        {
            entry.Shape.Add(size);
        }

        return new CheckpointTensor(entry, source);
    }
}

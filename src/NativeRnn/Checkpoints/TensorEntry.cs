namespace NativeRnn.Checkpoints.Proto;

/// <summary>The directory's line for one tensor; the rest of the class is generated from checkpoint.proto.</summary>
internal sealed partial class TensorEntry
{
    /// <summary>The shape as messages show it.</summary>
    internal string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <summary>The product of the shape.</summary>
    /// <returns>Whether every size is at least 1 and the tensor's bytes can be counted in 64 bits.</returns>
    internal bool TryGetElements(out long elements)
    {
        elements = 1;
        foreach (long size in Shape)
        {
            if (size < 1 || elements > long.MaxValue / sizeof(float) / size)
            {
                return false;
            }

            elements *= size;
        }

        return true;
    }
}

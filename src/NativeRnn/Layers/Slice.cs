namespace NativeRnn;

/// <summary>A part of a variable under a shape of its own: one step of a sequence, or all of it reshaped.</summary>
public static class Slice
{
    /// <summary>Views consecutive numbers; nothing is copied.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">Any shape.</param>
    /// <param name="offset">Numbers before the part, row-major: step t of [T, N, C] begins at t·N·C.</param>
    /// <param name="shape">The part's shape; its count says how many numbers it takes.</param>
    /// <returns><paramref name="shape"/>; it shares the input's memory.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The part begins or ends outside the input.</exception>
    public static Variable Forward(Tape tape, Variable input, long offset, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        ArgumentOutOfRangeException.ThrowIfZero(shape.Count, nameof(shape));
        if (offset < 0 || offset > input.Shape.Count - shape.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(offset), offset, $"A part of shape {shape} does not lie within {input.Shape} from there.");
        }
        return SliceOperation.Apply(tape, input, offset, shape);
    }
}

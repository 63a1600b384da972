namespace NativeRnn;

/// <summary>Variables one behind the other: a decoder's steps as one sequence.</summary>
public static class Stack
{
    /// <summary>Copies parts one behind the other under a new shape.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="parts">At least one, of any shapes.</param>
    /// <param name="shape">The result's shape: as many numbers as the parts have together.</param>
    /// <returns><paramref name="shape"/>, such as [T, N, H] from T parts [N, H].</returns>
    /// <remarks>
    /// The backward pass hands each part its range of the gradient, in place: read the result's own gradient
    /// afterwards only if no part has another use.
    /// </remarks>
    /// <exception cref="ArgumentException">The parts do not fill the shape.</exception>
    public static Variable Forward(Tape tape, ReadOnlySpan<Variable> parts, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        long count = 0;
        foreach (var part in parts)
        {
            count += part.Shape.Count;
        }
        return parts.Length > 0 && count == shape.Count
            ? StackOperation.Apply(tape, parts, shape)
            : throw new ArgumentException($"{parts.Length} parts of {count} numbers do not fill the shape {shape}.", nameof(parts));
    }
}

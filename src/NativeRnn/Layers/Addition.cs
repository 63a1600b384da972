namespace NativeRnn;

/// <summary>Element-wise sum of two variables, as in residual connections.</summary>
public static class Addition
{
    /// <summary>Adds.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="left">Any shape.</param>
    /// <param name="right">As many numbers as <paramref name="left"/>.</param>
    /// <returns>The left one's shape.</returns>
    public static Variable Forward(Tape tape, Variable left, Variable right)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return left.Shape.Count == right.Shape.Count
            ? AdditionOperation.Apply(tape, left, right)
            : throw new ArgumentException($"Shapes {left.Shape} and {right.Shape} cannot be added.", nameof(right));
    }
}

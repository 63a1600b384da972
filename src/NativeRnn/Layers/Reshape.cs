namespace NativeRnn;

/// <summary>The same numbers under other lengths.</summary>
public static class Reshape
{
    /// <summary>Gives a variable another shape; nothing is copied.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">Any shape.</param>
    /// <param name="shape">With the same product of lengths.</param>
    /// <exception cref="ArgumentException">The products differ.</exception>
    public static Variable Forward(Tape tape, Variable input, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return ReshapeOperation.Apply(tape, input, shape);
    }
}

namespace NativeRnn;

/// <summary>Activations, element by element.</summary>
public static class Activation
{
    /// <summary>y = tanh(x), to 5·10⁻⁷ of its value.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">Any shape.</param>
    /// <returns>The input's shape.</returns>
    public static Variable Tanh(Tape tape, Variable input)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return TanhOperation.Apply(tape, input);
    }
}

namespace NativeRnn;

/// <summary>Zeroes features at random in training and scales the rest by 1 / (1 − p); in inference the identity.</summary>
/// <remarks>Source: Srivastava et al. 2014. The mask follows from the generator's position: it is drawn again, not stored.</remarks>
public static class Dropout
{
    /// <summary>Applies dropout element by element.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">Any shape.</param>
    /// <param name="rate">p, the probability of zeroing; 0 ≤ p &lt; 1.</param>
    /// <param name="random">Advances by the numbers used; not touched in inference or at rate 0.</param>
    /// <returns>The input's shape.</returns>
    public static Variable Forward(Tape tape, Variable input, float rate, RandomSource? random)
    {
        ArgumentNullException.ThrowIfNull(tape);
        Validate(rate, nameof(rate));
        if (!tape.IsTraining || rate == 0)
        {
            return input;
        }
        return DropoutOperation.Apply(
            tape,
            input,
            rate,
            random ?? throw new ArgumentNullException(nameof(random), "Training with dropout needs a random source."));
    }

    internal static void Validate(float rate, string name)
    {
        if (!(rate >= 0 && rate < 1))
        {
            throw new ArgumentOutOfRangeException(name, rate, "A dropout probability must be at least 0 and below 1.");
        }
    }
}

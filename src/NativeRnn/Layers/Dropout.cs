namespace NativeRnn;

/// <summary>Zeroes features at random in training and scales the rest by 1 / (1 − p); in inference the identity.</summary>
/// <remarks>Source: Srivastava et al. 2014. The mask follows from the generator's position: it is drawn again, not stored.</remarks>
public static class Dropout
{
    /// <summary>Applies dropout.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">Any shape; with <see cref="DropoutKind.Locked"/> its first axis is time.</param>
    /// <param name="rate">p, the probability of zeroing; 0 ≤ p &lt; 1.</param>
    /// <param name="random">Advances by the numbers used; not touched in inference or at rate 0.</param>
    /// <param name="kind">Whether each step has a mask of its own, as by default, or all have the same.</param>
    /// <returns>The input's shape.</returns>
    public static Variable Forward(
        Tape tape, Variable input, float rate, RandomSource? random, DropoutKind kind = DropoutKind.Element)
    {
        ArgumentNullException.ThrowIfNull(tape);
        Validate(rate, nameof(rate));
        Validate(kind, nameof(kind));
        if (!tape.IsTraining || rate == 0)
        {
            return input;
        }
        var count = kind == DropoutKind.Locked ? input.Shape.Count / input.Shape[0] : input.Shape.Count;
        return DropoutOperation.Apply(tape, input, rate, DropoutMask.Draw(Required(random), count));
    }

    /// <summary>Applies a mask that was drawn before.</summary>
    internal static Variable Forward(Tape tape, Variable input, float rate, in DropoutMask mask) =>
        DropoutOperation.Apply(tape, input, rate, mask);

    internal static RandomSource Required(RandomSource? random) =>
        random ?? throw new ArgumentNullException(nameof(random), "Training with dropout needs a random source.");

    internal static void Validate(DropoutKind kind, string name)
    {
        if (!Enum.IsDefined(kind))
        {
            throw new ArgumentOutOfRangeException(name, kind, "Choose the dropout kind Element or Locked.");
        }
    }

    internal static void Validate(float rate, string name)
    {
        if (!(rate >= 0 && rate < 1))
        {
            throw new ArgumentOutOfRangeException(name, rate, "A dropout probability must be at least 0 and below 1.");
        }
    }
}

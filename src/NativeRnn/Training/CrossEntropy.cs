namespace NativeRnn;

/// <summary>Masked softmax cross-entropy: the mean over valid targets of −ln p(target), in nats.</summary>
public static class CrossEntropy
{
    /// <summary>No target is ignored.</summary>
    public const int IgnoreNothing = -1;

    /// <summary>Computes the loss and, in training, the gradient of its mean with respect to the logits in the same pass.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="logits">[M, V]; in training the memory is reused for the gradient.</param>
    /// <param name="targets">M token ids.</param>
    /// <param name="ignored">Targets of this value count for nothing, such as padding.</param>
    /// <param name="labelSmoothing">
    /// ε, 0 ≤ ε &lt; 1: the gradient is that of the cross-entropy against (1 − ε) one-hot + ε / V instead of one-hot,
    /// which keeps the model from being too sure; 0 by default. Source: Szegedy et al. 2016, by PyTorch's rule.
    /// </param>
    /// <returns>The sum of losses, without smoothing, and the number of valid targets.</returns>
    public static Loss Forward(
        Tape tape, Variable logits, ReadOnlySpan<int> targets, int ignored = IgnoreNothing, float labelSmoothing = 0)
    {
        ArgumentNullException.ThrowIfNull(tape);
        if (!(labelSmoothing >= 0 && labelSmoothing < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(labelSmoothing), labelSmoothing, "Label smoothing must be at least 0 and below 1.");
        }
        var classes = logits.Shape.Last;
        if (targets.Length != logits.Shape.Count / classes)
        {
            throw new ArgumentException(
                $"Logits of shape {logits.Shape} need {logits.Shape.Count / classes} targets, not {targets.Length}.",
                nameof(targets));
        }
        foreach (var target in targets)
        {
            if ((uint)target >= (uint)classes && target != ignored)
            {
                throw new ArgumentOutOfRangeException(nameof(targets), target, $"Targets must be 0 to {classes - 1}.");
            }
        }
        return CrossEntropyOperation.Apply(tape, logits, targets, ignored, labelSmoothing);
    }
}

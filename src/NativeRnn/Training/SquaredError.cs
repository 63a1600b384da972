namespace NativeRnn;

/// <summary>Mean squared error: the mean over all predicted numbers of (ŷ − y)².</summary>
public static class SquaredError
{
    /// <summary>Computes the loss and, in training, the gradient of its mean, 2 (ŷ − y) / M, in the same pass.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="predictions">ŷ, any shape of M numbers; in training the memory is reused for the gradient.</param>
    /// <param name="targets">y, M numbers in the same order.</param>
    /// <returns>The sum of squared errors, and M.</returns>
    /// <exception cref="ArgumentException">There are not as many targets as predictions.</exception>
    public static Loss Forward(Tape tape, Variable predictions, ReadOnlySpan<float> targets)
    {
        ArgumentNullException.ThrowIfNull(tape);
        return targets.Length == predictions.Shape.Count
            ? SquaredErrorOperation.Apply(tape, predictions, targets)
            : throw new ArgumentException(
                $"Predictions of shape {predictions.Shape} need {predictions.Shape.Count} targets, not {targets.Length}.",
                nameof(targets));
    }
}

namespace NativeRnn;

/// <summary>What a cross-entropy takes beside logits and targets.</summary>
/// <param name="Ignored">Targets of this value count for nothing.</param>
/// <param name="LabelSmoothing">ε.</param>
/// <param name="GradientScale">The gradient of the mean is multiplied by it.</param>
internal readonly record struct CrossEntropyTerms(int Ignored, float LabelSmoothing, float GradientScale)
{
    /// <summary>All targets count, as they are.</summary>
    internal static CrossEntropyTerms Plain => new(CrossEntropy.IgnoreNothing, 0, 1);
}

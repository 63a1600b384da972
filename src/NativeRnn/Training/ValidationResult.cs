namespace NativeRnn;

/// <summary>What a model came to on validation data.</summary>
/// <param name="Loss">Sum of −ln p over its tokens, or of squared errors over its numbers, and how many they are.</param>
/// <param name="Bleu">Corpus BLEU from 0 to 100, for translators where it was asked for.</param>
public readonly record struct ValidationResult(Loss Loss, double? Bleu = null)
{
    /// <summary>How well labels were told apart, for taggers and classifiers.</summary>
    public LabelScores? Labels { get; init; }
}

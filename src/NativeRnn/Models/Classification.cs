namespace NativeRnn;

/// <summary>What a classifier makes of a sequence.</summary>
public sealed class Classification
{
    private readonly LabelSet _labels;
    private readonly float[] _probabilities;
    private readonly int _best;

    internal Classification(LabelSet labels, float[] probabilities)
    {
        (_labels, _probabilities) = (labels, probabilities);
        _best = LabelProbabilities.IndexOfLargest(probabilities);
    }

    /// <summary>The likeliest label.</summary>
    public string Label => _labels[_best];

    /// <summary>Its probability, above 0 and at most 1.</summary>
    public float Probability => _probabilities[_best];

    /// <summary>The probabilities of all labels, in the order of the model's <see cref="SequenceLabeller.Labels"/>; their sum is 1.</summary>
    public ReadOnlySpan<float> Probabilities => _probabilities;

    /// <summary>The probability of a label.</summary>
    /// <param name="label">One of the model's.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public float ProbabilityOf(string label) => _labels.TryGetIndex(label, out var index)
        ? _probabilities[index]
        : throw new ArgumentException($"The model does not know the label '{label}'.", nameof(label));
}

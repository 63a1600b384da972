namespace NativeRnn;

/// <summary>How well a model labels tokens or sequences.</summary>
public sealed class LabelScores
{
    internal LabelScores(Loss loss, IReadOnlyList<LabelScore> labels) => (Loss, Labels) = (loss, labels);

    /// <summary>Sum of −ln p of the right labels, and how many tokens or sequences there are.</summary>
    public Loss Loss { get; }

    /// <summary>Of each label, in the order of the model's <see cref="SequenceLabeller.Labels"/>.</summary>
    public IReadOnlyList<LabelScore> Labels { get; }

    /// <summary>The share that is labelled right, from 0 to 1; 0 where there is nothing to label.</summary>
    public double Accuracy => Loss.Count == 0 ? 0 : (double)Labels.Sum(label => label.Correct) / Loss.Count;

    /// <summary>The mean F₁ of the labels that occur or are predicted, each counting alike; 0 where there is none.</summary>
    public double MacroF1 => Labels.Where(label => label.Actual + label.Predicted > 0)
        .Select(label => label.F1).DefaultIfEmpty().Average();
}

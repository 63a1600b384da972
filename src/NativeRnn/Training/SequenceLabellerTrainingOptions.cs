namespace NativeRnn;

/// <summary>How a tagger or a classifier is trained.</summary>
public sealed record SequenceLabellerTrainingOptions : TrainingOptions
{
    private readonly float _labelSmoothing;

    /// <summary>Adam at a rate of 0.005, as for translators.</summary>
    public SequenceLabellerTrainingOptions()
    {
        Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.005 };
    }

    /// <summary>How sequences become batches.</summary>
    public LabelledBatchOptions Batches { get; init; } = new();

    /// <inheritdoc cref="Seq2SeqTrainingOptions.LabelSmoothing"/>
    public float LabelSmoothing
    {
        get => _labelSmoothing;
        init => _labelSmoothing = value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(LabelSmoothing), value, "The label smoothing must be at least 0 and below 1.");
    }
}

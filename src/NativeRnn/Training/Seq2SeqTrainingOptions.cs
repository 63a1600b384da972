namespace NativeRnn;

/// <summary>How a sequence-to-sequence model is trained.</summary>
public sealed record Seq2SeqTrainingOptions : TrainingOptions
{
    private readonly float _labelSmoothing;
    private readonly BestBy _bestBy;

    /// <summary>Adam at the textbook's rate of 0.005, unlike language models.</summary>
    public Seq2SeqTrainingOptions()
    {
        Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 0.005 };
    }

    /// <summary>How pairs become batches.</summary>
    public PairBatchOptions Batches { get; init; } = new();

    /// <summary>
    /// ε: the target's probability is 1 − ε plus its share of ε, which all tokens share alike; 0 by default, below 1. The
    /// losses that are reported stay −ln p of the targets.
    /// </summary>
    /// <remarks>Source: Szegedy et al. (2016), section 7.</remarks>
    public float LabelSmoothing
    {
        get => _labelSmoothing;
        init => _labelSmoothing = value is >= 0 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(LabelSmoothing), value, "The label smoothing must be at least 0 and below 1.");
    }

    /// <summary>What makes a validation the best so far; the loss by default.</summary>
    public BestBy BestBy
    {
        get => _bestBy;
        init => _bestBy = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(BestBy), value, "Choose the best by Loss or Bleu.");
    }
}

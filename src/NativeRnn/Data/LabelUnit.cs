namespace NativeRnn;

/// <summary>What has a label.</summary>
public enum LabelUnit
{
    /// <summary>Each token of a sequence, for a <see cref="SequenceTagger"/>.</summary>
    Token,

    /// <summary>Each sequence as a whole, for a <see cref="SequenceClassifier"/>.</summary>
    Sequence,
}

namespace NativeRnn;

/// <summary>Measures how well a tagger or a classifier does on labelled sequences.</summary>
public static class SequenceLabellerEvaluator
{
    /// <summary>Labels all sequences, each read as a whole, and compares.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="data">As ids of the model's vocabulary and labels.</param>
    /// <param name="batch">Sequences side by side; 64 by default, the results do not depend on it.</param>
    /// <param name="inference">How the model computes; in float32 by default.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="ArgumentException">The sequences are ids of another vocabulary or of other labels than the model's.</exception>
    public static LabelScores Evaluate(
        SequenceLabeller model,
        LabelledSequences data,
        int batch = 64,
        InferenceOptions? inference = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        model.RequireLabelsOf(data, nameof(data));
        using var tape = new Tape(model.Engine, inference ?? InferenceOptions.Default);
        var sampler = new LabelledBatchSampler(
            data, new LabelledBatchOptions { Batch = batch, Steps = int.MaxValue, Shuffle = false });
        var (counts, current, loss) = (new LabelCounts(model.Labels), new LabelledBatch(), default(Loss));
        sampler.BeginEpoch(new RandomSource(0));
        while (sampler.TryNext(current))
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Reset();
            var logits = model.Forward(tape, current.Source); // [M, K]
            counts.Add(logits.Value, current.Labels.Span);
            loss += CrossEntropy.Forward(tape, logits, current.Labels.Span, CrossEntropy.IgnoreNothing);
        }
        return counts.Scores(loss);
    }
}

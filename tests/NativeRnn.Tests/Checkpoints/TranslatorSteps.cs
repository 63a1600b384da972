namespace NativeRnn.Tests.Checkpoints;

/// <summary>A few sources of different lengths, and what a translator predicts behind given targets step by step.</summary>
internal sealed class TranslatorSteps
{
    public int Batch { get; } = 3;

    public int SourceSteps { get; } = 6;

    public int Steps { get; } = 4;

    /// <summary>[Ts, N].</summary>
    public required int[] Sources { get; init; }

    /// <summary>[N], unsorted.</summary>
    public int[] Lengths { get; } = [4, 6, 1];

    /// <summary>[Tt, N].</summary>
    public required int[] Targets { get; init; }

    /// <summary>By step, [N, V].</summary>
    public List<float[]> Logits { get; } = [];

    /// <summary>By step, [N, Ts]; empty without attention.</summary>
    public List<float[]> Attention { get; } = [];

    public static TranslatorSteps Of(Seq2SeqModel model)
    {
        var run = new TranslatorSteps
        {
            Sources = [.. Enumerable.Range(0, 18).Select(i => i * 7 % model.Source.Vocabulary.Count)],
            Targets = [.. Enumerable.Range(0, 12).Select(i => (i * 5 + 2) % model.Target.Vocabulary.Count)],
        };
        run.Compute(model);
        return run;
    }

    private void Compute(Seq2SeqModel model)
    {
        using var scorer = new Seq2SeqScorer(model.Network, model.Engine);
        scorer.Read(new SourceBatch(Sources, Lengths, SourceSteps, Batch));
        int[] rows = [.. Enumerable.Range(0, Batch)];
        for (var t = 0; t < Steps; t++)
        {
            Logits.Add(scorer.Score(Targets.AsSpan(t * Batch, Batch), rows).ToArray());
            Attention.Add(scorer.AttentionWeights.IsEmpty ? [] : scorer.AttentionWeights.ToArray());
        }
    }
}

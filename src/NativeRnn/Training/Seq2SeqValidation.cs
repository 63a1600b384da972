namespace NativeRnn;

/// <summary>Pairs that a model is measured on while it trains.</summary>
public sealed record Seq2SeqValidation
{
    /// <summary>As ids of the model's vocabularies: for the loss.</summary>
    public required PairCorpus Pairs { get; init; }

    /// <summary>As text: for BLEU, which takes a greedy translation of each source after each epoch; null for no BLEU.</summary>
    public IReadOnlyList<SentencePair>? Sentences { get; init; }

    internal ValidationResult Measure(
        Seq2SeqModel model,
        PairBatchOptions batches,
        InferenceOptions inference,
        MpiCommunicator? ranks,
        CancellationToken cancellation)
    {
        var loss = Seq2SeqEvaluator.Evaluate(model, Pairs, batches, inference, ranks, cancellation);
        if (Sentences is null)
        {
            return new ValidationResult(loss);
        }
        var greedy = new DecodingOptions { Method = DecodingMethod.Greedy, MaxLength = batches.Steps };
        return new ValidationResult(
            loss,
            Seq2SeqEvaluator.MeasureBleu(
                model, Sentences, greedy, inference: inference, ranks: ranks, cancellation: cancellation).Score);
    }
}

namespace NativeRnn;

/// <summary>Measures how well a sequence-to-sequence model predicts and translates.</summary>
public static class Seq2SeqEvaluator
{
    /// <summary>Predicts every target token from the source and the target tokens before it.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="pairs">As ids of the model's vocabularies.</param>
    /// <param name="batches">Batch size and longest sequence; order and shuffling do not matter.</param>
    /// <param name="inference">How the model computes; in float32 by default.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>The sum of −ln p and the number of target tokens, end tokens included.</returns>
    /// <exception cref="ArgumentException">The pairs are ids of other vocabularies than the model's.</exception>
    /// <exception cref="InvalidDataException">All pairs are too long and skipped.</exception>
    public static Loss Evaluate(
        Seq2SeqModel model,
        PairCorpus pairs,
        PairBatchOptions? batches = null,
        InferenceOptions? inference = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.RequireTokensOf(pairs, nameof(pairs));
        using var tape = new Tape(model.Engine, inference ?? InferenceOptions.Default);
        return Evaluate(tape, model, pairs, batches ?? new PairBatchOptions(), cancellation);
    }

    /// <summary>The same on a tape of the caller's.</summary>
    internal static Loss Evaluate(
        Tape tape, Seq2SeqModel model, PairCorpus pairs, PairBatchOptions batches, CancellationToken cancellation)
    {
        using var sampler = new PairBatchSampler(pairs, batches with { Shuffle = false, Bucketed = true });
        var batch = new PairBatch();
        var loss = default(Loss);
        sampler.BeginEpoch();
        while (sampler.TryNext(batch))
        {
            cancellation.ThrowIfCancellationRequested();
            tape.Reset();
            var logits = model.Network.Forward(tape, batch); // [T*N, V]
            loss += CrossEntropy.Forward(tape, logits, batch.Targets.Span, Vocabulary.PaddingIndex);
        }
        return loss;
    }

    /// <summary>Translates each different source once and compares with all targets that it has.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="pairs">Sources, and targets as references; pairs of one source need not follow each other.</param>
    /// <param name="decoding">How to translate; a beam of 4 by default.</param>
    /// <param name="bleu">How to score; lower-cased, tokenized by 13a, by default.</param>
    /// <param name="inference">How the model computes; in float32 by default.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="InvalidDataException">There are no pairs.</exception>
    public static BleuScore MeasureBleu(
        Seq2SeqModel model,
        IEnumerable<SentencePair> pairs,
        DecodingOptions? decoding = null,
        BleuOptions? bleu = null,
        InferenceOptions? inference = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pairs);
        var references = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            if (!references.TryGetValue(pair.Source, out var targets))
            {
                references.Add(pair.Source, targets = []);
            }
            targets.Add(pair.Target);
        }
        if (references.Count == 0)
        {
            throw new InvalidDataException("There are no pairs to translate; give at least one.");
        }
        using var translator = new Translator(model, inference);
        var translations = translator.Translate([.. references.Keys], decoding, cancellation);
        return Bleu.OfCorpus(
            [.. translations.Select(translation => translation.Text)],
            [.. references.Values],
            bleu ?? new BleuOptions { IsLowercase = true, Tokenization = BleuTokenization.Mteval13a });
    }
}

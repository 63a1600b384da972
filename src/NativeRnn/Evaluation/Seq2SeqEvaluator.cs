namespace NativeRnn;

/// <summary>Measures how well a sequence-to-sequence model predicts and translates.</summary>
public static class Seq2SeqEvaluator
{
    /// <summary>Predicts every target token from the source and the target tokens before it.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="pairs">As ids of the model's vocabularies.</param>
    /// <param name="batches">Batch size and longest sequence; order and shuffling do not matter.</param>
    /// <param name="inference">How the model computes; in float32 by default.</param>
    /// <param name="ranks">
    /// Ranks that share the batches, all of which must call it and get the same sum as one process; null, the default: this
    /// process does it alone.
    /// </param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>The sum of −ln p and the number of target tokens, end tokens included.</returns>
    /// <exception cref="ArgumentException">The pairs are ids of other vocabularies than the model's.</exception>
    /// <exception cref="InvalidDataException">All pairs are too long and skipped.</exception>
    public static Loss Evaluate(
        Seq2SeqModel model,
        PairCorpus pairs,
        PairBatchOptions? batches = null,
        InferenceOptions? inference = null,
        MpiCommunicator? ranks = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.RequireTokensOf(pairs, nameof(pairs));
        using var tape = new Tape(model.Engine, inference ?? InferenceOptions.Default);
        return Evaluate(tape, model, pairs, batches ?? new PairBatchOptions(), ranks, cancellation);
    }

    /// <summary>The same on a tape of the caller's.</summary>
    internal static Loss Evaluate(
        Tape tape,
        Seq2SeqModel model,
        PairCorpus pairs,
        PairBatchOptions batches,
        MpiCommunicator? ranks,
        CancellationToken cancellation)
    {
        using var sampler = new PairBatchSampler(pairs, batches with { Shuffle = false, Bucketed = true });
        if (ranks is null)
        {
            return Sum(Measure(tape, model, sampler, RowShare.Whole, cancellation));
        }
        double[] losses = [];
        ranks.Divide(() => losses = Measure(tape, model, sampler, ranks.Share, cancellation));
        ranks.Sum(losses); // each number is one rank's, the others' are 0
        return Sum(losses);
    }

    // For each batch the sum of its losses and its number of tokens; 0 for those of other ranks, which come by turns.
    private static double[] Measure(
        Tape tape, Seq2SeqModel model, PairBatchSampler sampler, RowShare share, CancellationToken cancellation)
    {
        var batch = new PairBatch();
        var losses = new double[2 * sampler.BatchesPerEpoch];
        sampler.BeginEpoch();
        for (var i = 0; sampler.TryNext(batch); i++)
        {
            if (i % share.Ranks != share.Rank)
            {
                continue;
            }
            cancellation.ThrowIfCancellationRequested();
            tape.Reset();
            var logits = model.Network.Forward(tape, batch); // [T*N, V]
            var loss = CrossEntropy.Forward(tape, logits, batch.Targets.Span, Vocabulary.PaddingIndex);
            (losses[2 * i], losses[2 * i + 1]) = (loss.Total, loss.Count);
        }
        return losses;
    }

    // In the order of the batches, so that it is the same for any number of ranks.
    private static Loss Sum(ReadOnlySpan<double> losses)
    {
        var loss = default(Loss);
        for (var i = 0; i < losses.Length; i += 2)
        {
            loss += new Loss(losses[i], (long)losses[i + 1]);
        }
        return loss;
    }

    /// <summary>Translates each different source once and compares with all targets that it has.</summary>
    /// <param name="model">Not changed.</param>
    /// <param name="pairs">Sources, and targets as references; pairs of one source need not follow each other.</param>
    /// <param name="decoding">How to translate; a beam of 4 by default.</param>
    /// <param name="bleu">How to score; lower-cased, tokenized by 13a, by default.</param>
    /// <param name="inference">How the model computes; in float32 by default.</param>
    /// <param name="ranks">
    /// Ranks that share the sources, all of which must call it and get the score; null, the default: this process does it
    /// alone.
    /// </param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="InvalidDataException">There are no pairs.</exception>
    public static BleuScore MeasureBleu(
        Seq2SeqModel model,
        IEnumerable<SentencePair> pairs,
        DecodingOptions? decoding = null,
        BleuOptions? bleu = null,
        InferenceOptions? inference = null,
        MpiCommunicator? ranks = null,
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
        return Bleu.OfCorpus(
            Translate(translator, [.. references.Keys], decoding, ranks, cancellation),
            [.. references.Values],
            bleu ?? new BleuOptions { IsLowercase = true, Tokenization = BleuTokenization.Mteval13a });
    }

    private static List<string> Translate(
        Translator translator,
        string[] sources,
        DecodingOptions? decoding,
        MpiCommunicator? ranks,
        CancellationToken cancellation)
    {
        if (ranks is null)
        {
            return TextsOf(sources);
        }
        List<string> texts = [];
        ranks.Divide(() => texts = TextsOf([.. ranks.Share.Of<string>(sources)]));
        return ranks.Gather(texts);

        List<string> TextsOf(string[] part) =>
            [.. translator.Translate(part, decoding, cancellation).Select(translation => translation.Text)];
    }
}

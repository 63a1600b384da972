namespace NativeRnn.Samples;

/// <summary>Pairs of sentences as padded batches.</summary>
internal static class TranslationData
{
    internal static void Run()
    {
        #region book
        var pairs = PairCorpus.FromFile("data/english-french.tsv", new() { MinFrequency = 2 });
        Console.WriteLine($"{pairs.Count} pairs, {pairs.SourceCodec.Vocabulary.Count} and "
            + $"{pairs.TargetCodec.Vocabulary.Count} different tokens");
        using var sampler = new PairBatchSampler(pairs, new() { Batch = 3, Steps = 8, Shuffle = false, Bucketed = false });
        var batch = new PairBatch();
        sampler.BeginEpoch();
        sampler.TryNext(batch);
        var words = pairs.TargetCodec.Vocabulary;
        for (int n = 0; n < batch.Count; n++)
        {
            var row = Enumerable.Range(0, batch.TargetSteps).Select(t => words[batch.Targets.Span[t * batch.Count + n]]);
            Console.WriteLine($"{string.Join(' ', row)} (length {batch.TargetLengths.Span[n]})");
        }
        #endregion
    }
}

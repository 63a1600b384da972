namespace NativeRnn.Samples;

/// <summary>The two halves of a translator, put together by hand.</summary>
internal static class EncodersAndDecoders
{
    internal static void Run()
    {
        var pairs = PairCorpus.FromFile("data/english-french.tsv");
        using var sampler = new PairBatchSampler(pairs, new() { Batch = 4 });
        var batch = new PairBatch();
        sampler.BeginEpoch(new RandomSource(0));
        sampler.TryNext(batch);

        #region book
        using var parameters = new ParameterStore(Engine.Default);
        var encoder = new RecurrentEncoder(
            parameters, "encoder", new() { Cell = CellKind.GruResetBefore, Classes = pairs.SourceCodec.Vocabulary.Count });
        var decoder = new RecurrentDecoder(
            parameters, "decoder", new() { Cell = CellKind.GruResetBefore, Classes = pairs.TargetCodec.Vocabulary.Count }, encoder);
        parameters.Allocate();
        parameters.Initialize(Initializer.XavierUniform, new RandomSource(0));

        var network = new EncoderDecoder(encoder, decoder);
        using var tape = new Tape(Engine.Default);
        var logits = network.Forward(tape, batch); // [T·N, V]
        var loss = CrossEntropy.Forward(tape, logits, batch.Targets.Span, ignored: Vocabulary.PaddingIndex);
        Console.WriteLine($"{loss.Count} words, perplexity {loss.Perplexity:F0} before any training");
        #endregion
    }
}

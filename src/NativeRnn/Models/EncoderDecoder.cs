namespace NativeRnn;

/// <summary>An encoder and a decoder put together: source and target so far in, the next token's logits out.</summary>
/// <remarks>Source: Dive into Deep Learning, edition 0.17, section 9.6.</remarks>
public sealed class EncoderDecoder
{
    /// <summary>Puts the two together.</summary>
    /// <param name="encoder">Reads the source.</param>
    /// <param name="decoder">Made for that encoder, with parameters in the same store.</param>
    public EncoderDecoder(Encoder encoder, Decoder decoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(decoder);
        Encoder = encoder;
        Decoder = decoder;
    }

    /// <summary>Reads the source.</summary>
    public Encoder Encoder { get; }

    /// <summary>Predicts the target.</summary>
    public Decoder Decoder { get; }

    /// <summary>Predicts each target token from the source and the target tokens before it (teacher forcing).</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="batch">Sources, and targets moved by one; unchanged until the backward pass is done.</param>
    /// <param name="random">Draws dropout masks; needed only in training with dropout.</param>
    /// <returns>[T·N, V].</returns>
    public Variable Forward(Tape tape, PairBatch batch, RandomSource? random = null)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var memory = Encode(tape, SourcesOf(batch), random);
        var input = new DecoderInput(batch.Inputs, batch.TargetSteps, memory.State, default);
        return Decoder.Forward(tape, input, memory, random).Logits;
    }

    /// <summary>Reads sources and prepares what the decoder's steps need of them.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="source">The sequences.</param>
    /// <param name="random">Draws dropout masks; needed only in training with dropout.</param>
    public DecoderMemory Encode(Tape tape, SourceBatch source, RandomSource? random = null) =>
        Decoder.Begin(tape, Encoder.Forward(tape, source, random));

    private static SourceBatch SourcesOf(PairBatch batch) =>
        new(batch.Source, batch.SourceLengths, batch.SourceSteps, batch.Count);
}

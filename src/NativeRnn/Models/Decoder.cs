namespace NativeRnn;

/// <summary>Predicts target sequences token by token from what an encoder read; open to decoders of one's own.</summary>
/// <remarks>
/// A decoder holds parameters and no state: threads that share it have a tape each. In training it runs over whole
/// sequences at once; in decoding step by step, with rows that belong to any of the source sequences.
/// </remarks>
public abstract class Decoder
{
    /// <summary>V, tokens that it can predict.</summary>
    public abstract int Classes { get; }

    /// <summary>Prepares what the steps read of the source, the initial state included.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="encoded">What the encoder made of the source.</param>
    public abstract DecoderMemory Begin(Tape tape, EncoderOutput encoded);

    /// <summary>Predicts the token behind each of the given ones.</summary>
    /// <param name="tape">Records it.</param>
    /// <param name="input">Tokens, state and rows.</param>
    /// <param name="memory">What <see cref="Begin"/> prepared, on this tape or another of the same engine.</param>
    /// <param name="random">Draws dropout masks; needed only in training with dropout.</param>
    public abstract DecoderOutput Forward(
        Tape tape, DecoderInput input, DecoderMemory memory, RandomSource? random = null);
}

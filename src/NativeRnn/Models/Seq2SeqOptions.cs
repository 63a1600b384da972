namespace NativeRnn;

/// <summary>What a sequence-to-sequence model is made of; the defaults are the textbook's.</summary>
/// <remarks>Source of the defaults: Dive into Deep Learning, edition 0.17, section 9.7.</remarks>
public sealed record Seq2SeqOptions : CoderOptions
{
    private readonly AttentionKind _attention = AttentionKind.None;
    private readonly BidirectionalMerge _merge;

    /// <summary>The defaults: two layers of 32 units, in the encoder and in the decoder, on embeddings of 32 features.</summary>
    public Seq2SeqOptions()
        : base(layers: 2)
    {
    }

    /// <summary>Whether the encoder reads the source in both directions; not by default.</summary>
    public bool IsBidirectional { get; init; }

    /// <summary>What becomes of the outputs of an encoder's two directions; side by side by default.</summary>
    public BidirectionalMerge Merge
    {
        get => _merge;
        init => _merge = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Merge), value, "Choose the merge Concatenation or Sum.");
    }

    /// <summary>How the decoder looks at the source; without attention by default.</summary>
    public AttentionKind Attention
    {
        get => _attention;
        init => _attention = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(Attention), value, "Choose the attention None, Dot, General or Additive.");
    }

    /// <summary>Whether the output layer's weights are the target embedding's; it needs H = E. Not by default.</summary>
    public bool TiesOutput { get; init; }

    /// <summary>D, directions in which the encoder reads.</summary>
    internal int Directions => IsBidirectional ? 2 : 1;

    /// <summary>M, features of an encoder's step.</summary>
    internal int EncoderOutputs => Merge == BidirectionalMerge.Sum ? Hidden : Directions * Hidden;

    internal EncoderOptions EncoderOptions(int classes) => new(this, classes);

    internal DecoderOptions DecoderOptions(int classes) => new(this, classes);
}

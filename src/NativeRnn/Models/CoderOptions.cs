namespace NativeRnn;

/// <summary>What recurrent encoders and decoders have in common, and a translator of both.</summary>
public abstract record CoderOptions : RecurrentModelOptions
{
    private readonly float _embedDropout;

    private protected CoderOptions(int layers)
        : base(hidden: 32, layers, embed: 32)
    {
    }

    /// <summary>
    /// Probability of zeroing a feature of an embedding, and of what the output layer reads, in training; 0 by default,
    /// below 1.
    /// </summary>
    public float EmbedDropout
    {
        get => _embedDropout;
        init
        {
            NativeRnn.Dropout.Validate(value, nameof(EmbedDropout));
            _embedDropout = value;
        }
    }
}

namespace NativeRnn;

/// <summary>What a sequence-to-sequence model is made of; the defaults are the textbook's.</summary>
/// <remarks>Source of the defaults: Dive into Deep Learning, edition 0.17, section 9.7.</remarks>
public sealed record Seq2SeqOptions
{
    private readonly CellKind _cell;
    private readonly int _hidden = 32;
    private readonly int _layers = 2;
    private readonly int _embed = 32;
    private readonly float _dropout;
    private readonly float _embedDropout;
    private readonly AttentionKind _attention = AttentionKind.None;
    private readonly Bias _bias = Bias.Single;

    /// <summary>The recurrent cell of both; no default, since the GRU's two variants are different models.</summary>
    public required CellKind Cell
    {
        get => _cell;
        init
        {
            CellKinds.Validate(value, nameof(Cell));
            _cell = value;
        }
    }

    /// <summary>H, hidden units of each layer, in the encoder of each direction; 32 by default.</summary>
    public int Hidden
    {
        get => _hidden;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Hidden));
            _hidden = value;
        }
    }

    /// <summary>L, recurrent layers of the encoder, and of the decoder; 2 by default.</summary>
    public int Layers
    {
        get => _layers;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Layers));
            _layers = value;
        }
    }

    /// <summary>E, features of an embedding, of source and target tokens; 32 by default.</summary>
    public int Embed
    {
        get => _embed;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Embed));
            _embed = value;
        }
    }

    /// <summary>Probability of zeroing a feature between recurrent layers in training; 0 by default, below 1.</summary>
    public float Dropout
    {
        get => _dropout;
        init
        {
            NativeRnn.Dropout.Validate(value, nameof(Dropout));
            _dropout = value;
        }
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

    /// <summary>Which biases the recurrent layers have; one per gate by default.</summary>
    public Bias Bias
    {
        get => _bias;
        init => _bias = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Bias), value, "Choose the biases None, Single or Pair.");
    }

    /// <summary>Whether the encoder reads the source in both directions; not by default.</summary>
    public bool IsBidirectional { get; init; }

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

    internal EncoderOptions EncoderOptions(int classes) => new()
    {
        Classes = classes,
        Cell = Cell,
        Hidden = Hidden,
        Layers = Layers,
        Embed = Embed,
        Bias = Bias,
        Dropout = Dropout,
        EmbedDropout = EmbedDropout,
        Direction = IsBidirectional ? Direction.Both : Direction.Forward,
    };

    internal DecoderOptions DecoderOptions(int classes) => new()
    {
        Classes = classes,
        Cell = Cell,
        Hidden = Hidden,
        Layers = Layers,
        Embed = Embed,
        Bias = Bias,
        Dropout = Dropout,
        EmbedDropout = EmbedDropout,
        TiesOutput = TiesOutput,
    };
}

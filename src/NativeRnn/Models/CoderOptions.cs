namespace NativeRnn;

/// <summary>What recurrent encoders and decoders have in common.</summary>
public abstract record CoderOptions
{
    private readonly int _classes;
    private readonly int _embed = 32;
    private readonly CellKind _cell;
    private readonly int _hidden = 32;
    private readonly int _layers = 1;
    private readonly float _dropout;
    private readonly float _embedDropout;

    private protected CoderOptions()
    {
    }

    /// <summary>V, tokens of the vocabulary, at least 1.</summary>
    public required int Classes
    {
        get => _classes;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Classes));
            _classes = value;
        }
    }

    /// <summary>E, features of a token's embedding; 32 by default (Dive into Deep Learning, 0.17, 9.7).</summary>
    public int Embed
    {
        get => _embed;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Embed));
            _embed = value;
        }
    }

    /// <summary>The recurrent cell; no default, since the GRU's two variants are different models.</summary>
    public required CellKind Cell
    {
        get => _cell;
        init
        {
            CellKinds.Validate(value, nameof(Cell));
            _cell = value;
        }
    }

    /// <summary>H, hidden units of each layer and direction; 32 by default (Dive into Deep Learning, 0.17, 9.7).</summary>
    public int Hidden
    {
        get => _hidden;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Hidden));
            _hidden = value;
        }
    }

    /// <summary>L, recurrent layers on each other; 1 by default.</summary>
    public int Layers
    {
        get => _layers;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Layers));
            _layers = value;
        }
    }

    /// <summary>Which biases the recurrent layers have; one per gate by default.</summary>
    public Bias Bias { get; init; } = Bias.Single;

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

    internal RecurrentNetworkOptions Network(int inputs, Direction direction) => new()
    {
        Layer = new RecurrentLayerOptions { Cell = Cell, Inputs = inputs, Hidden = Hidden, Direction = direction, Bias = Bias },
        Layers = Layers,
        Dropout = Dropout,
    };
}

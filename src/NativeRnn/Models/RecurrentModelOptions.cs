namespace NativeRnn;

/// <summary>What models of stacked recurrent layers have in common.</summary>
public abstract record RecurrentModelOptions
{
    private readonly CellKind _cell;
    private readonly int _hidden;
    private readonly int _layers;
    private readonly int _embed;
    private readonly float _dropout;
    private readonly DropoutKind _dropoutKind;
    private readonly float _recurrentDropout;
    private readonly Bias _bias = Bias.Single;

    private protected RecurrentModelOptions(int hidden, int layers, int embed) =>
        (_hidden, _layers, _embed) = (hidden, layers, embed);

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

    /// <summary>
    /// H, hidden units of each layer and direction; by default 256 for language models (Dive into Deep Learning, 0.17,
    /// 8.5), 32 for translators and their parts (9.7).
    /// </summary>
    public int Hidden
    {
        get => _hidden;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Hidden));
            _hidden = value;
        }
    }

    /// <summary>L, recurrent layers on each other, of a translator's encoder and of its decoder; 1 by default, there 2.</summary>
    public int Layers
    {
        get => _layers;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Layers));
            _layers = value;
        }
    }

    /// <summary>
    /// E, features of a token's learnt embedding; 0, a language model's default, for one-hot input as in the textbook,
    /// which translators and their parts do not have: 32 by default, at least 1.
    /// </summary>
    public int Embed
    {
        get => _embed;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, LeastEmbed, nameof(Embed));
            _embed = value;
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
    /// Whether masks of features are drawn for each step, the default, or for each sequence; not of recurrent weights.
    /// </summary>
    public DropoutKind DropoutKind
    {
        get => _dropoutKind;
        init
        {
            NativeRnn.Dropout.Validate(value, nameof(DropoutKind));
            _dropoutKind = value;
        }
    }

    /// <inheritdoc cref="RecurrentNetworkOptions.RecurrentDropout"/>
    public float RecurrentDropout
    {
        get => _recurrentDropout;
        init
        {
            NativeRnn.Dropout.Validate(value, nameof(RecurrentDropout));
            _recurrentDropout = value;
        }
    }

    /// <inheritdoc cref="RecurrentNetworkOptions.IsResidual"/>
    public bool IsResidual { get; init; }

    /// <inheritdoc cref="RecurrentNetworkOptions.HasLayerNorm"/>
    public bool HasLayerNorm { get; init; }

    /// <inheritdoc cref="RecurrentLayerOptions.HasPeepholes"/>
    public bool HasPeepholes { get; init; }

    private protected virtual int LeastEmbed => 1;

    /// <summary>The stack of layers that these options ask for.</summary>
    internal RecurrentNetworkOptions Network(int inputs, Direction direction) => new()
    {
        Layer = new RecurrentLayerOptions
        {
            Cell = Cell,
            Inputs = inputs,
            Hidden = Hidden,
            Direction = direction,
            Bias = Bias,
            HasPeepholes = HasPeepholes,
        },
        Layers = Layers,
        Dropout = Dropout,
        DropoutKind = DropoutKind,
        RecurrentDropout = RecurrentDropout,
        IsResidual = IsResidual,
        HasLayerNorm = HasLayerNorm,
    };
}

namespace NativeRnn;

/// <summary>What a language model is made of.</summary>
public sealed record LanguageModelOptions
{
    private readonly CellKind _cell;
    private readonly int _hidden = 256;
    private readonly int _layers = 1;
    private readonly int _embed;
    private readonly float _dropout;
    private readonly Bias _bias = Bias.Single;

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

    /// <summary>H, hidden units of each layer; 256 by default (Dive into Deep Learning, 0.17, 8.5).</summary>
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

    /// <summary>E, features of the learnt embedding; 0, the default, for one-hot input as in the textbook.</summary>
    public int Embed
    {
        get => _embed;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Embed));
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

    /// <summary>Which biases the recurrent layers have; one per gate by default.</summary>
    public Bias Bias
    {
        get => _bias;
        init => _bias = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Bias), value, "Choose the biases None, Single or Pair.");
    }
}

namespace NativeRnn;

/// <summary>What a stack of recurrent layers is made of.</summary>
/// <remarks>
/// A layer of the stack computes y = layer(dropout(x)), then y = norm(y) and y = x + y where these are asked for; the
/// defaults are PyTorch's stack.
/// </remarks>
public sealed record RecurrentNetworkOptions
{
    private readonly int _layers = 1;
    private readonly float _dropout;
    private readonly DropoutKind _dropoutKind;
    private readonly float _recurrentDropout;

    /// <summary>The layers' common options; <c>Inputs</c> is the first layer's.</summary>
    public required RecurrentLayerOptions Layer { get; init; }

    /// <summary>L, how many layers lie on each other; 1 by default. Layer l reads layer l − 1's outputs.</summary>
    public int Layers
    {
        get => _layers;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Layers));
            _layers = value;
        }
    }

    /// <summary>H of each layer, as many as there are layers; none, the default: all have <see cref="Layer"/>'s.</summary>
    public LayerSizes HiddenSizes { get; init; }

    /// <summary>Probability of zeroing a feature between layers in training; 0 by default, below 1.</summary>
    public float Dropout
    {
        get => _dropout;
        init
        {
            NativeRnn.Dropout.Validate(value, nameof(Dropout));
            _dropout = value;
        }
    }

    /// <summary>Whether the masks between layers are drawn for each step or for each sequence; for each step by default.</summary>
    public DropoutKind DropoutKind
    {
        get => _dropoutKind;
        init
        {
            NativeRnn.Dropout.Validate(value, nameof(DropoutKind));
            _dropoutKind = value;
        }
    }

    /// <summary>
    /// Probability of zeroing a recurrent weight in training, one mask for a whole pass; 0 by default, below 1.
    /// </summary>
    /// <remarks>Source: Merity, Keskar and Socher 2018 (DropConnect on the weights from hidden to hidden).</remarks>
    public float RecurrentDropout
    {
        get => _recurrentDropout;
        init
        {
            NativeRnn.Dropout.Validate(value, nameof(RecurrentDropout));
            _recurrentDropout = value;
        }
    }

    /// <summary>
    /// Whether each layer above the first adds what it reads to what it gives, which must be as wide. Not by default.
    /// </summary>
    /// <remarks>Source: He et al. 2016; between recurrent layers, Wu et al. 2016 (GNMT), section 3.1.</remarks>
    public bool IsResidual { get; init; }

    /// <summary>
    /// Whether each layer's outputs are normalised over their features, behind the layer and not inside its gates
    /// (see <see cref="LayerNorm"/>)
    ///. Not by default.
    /// </summary>
    public bool HasLayerNorm { get; init; }

    /// <summary>Whether the initial states are parameters, from zero on, rather than zeros. Not by default.</summary>
    public bool LearnsState { get; init; }

    /// <summary>H of a layer.</summary>
    /// <param name="layer">From 0, the lowest.</param>
    public int HiddenOf(int layer) => HiddenSizes.Count > 0 ? HiddenSizes[layer] : Layer.Hidden;

    /// <summary>Features that the top layer gives at each step.</summary>
    public int Outputs => (Layer with { Hidden = HiddenOf(Layers - 1) }).Outputs;

    /// <summary>Fails where the options contradict each other; what one layer's say, the layer checks.</summary>
    internal void Require()
    {
        if (HiddenSizes.Count > 0 && HiddenSizes.Count != Layers)
        {
            throw new ArgumentException(
                $"{HiddenSizes.Count} hidden sizes ({HiddenSizes}) do not fit {Layers} layers: give one for each layer.",
                nameof(HiddenSizes));
        }
        if (IsResidual && Layers == 1)
        {
            throw new ArgumentException(
                "Residual connections go round the layers above the first: use at least 2 layers.", nameof(IsResidual));
        }
        if (IsResidual && Layer.Projection == 0 && HiddenSizes.Any(size => size != HiddenSizes[0]))
        {
            throw new ArgumentException(
                $"Residual connections add a layer's input to its output, so that hidden sizes must be equal, not {HiddenSizes}.",
                nameof(IsResidual));
        }
    }
}

namespace NativeRnn;

/// <summary>What a language model is made of.</summary>
/// <remarks>
/// The word models of Zaremba, Sutskever and Vinyals (2014) have one probability for <c>InputDropout</c>, <c>Dropout</c>
/// and <c>OutputDropout</c>; those of Merity, Keskar and Socher (2018) locked masks and <c>RecurrentDropout</c> besides.
/// </remarks>
public sealed record LanguageModelOptions : RecurrentModelOptions
{
    private readonly float _inputDropout;
    private readonly float _outputDropout;
    private readonly int _projection;

    /// <summary>The defaults: one layer of 256 units on one-hot input.</summary>
    public LanguageModelOptions()
        : base(hidden: 256, layers: 1, embed: 0)
    {
    }

    /// <summary>H of each layer, as many as there are layers; none, the default: all have <see cref="RecurrentModelOptions.Hidden"/>.</summary>
    public LayerSizes HiddenSizes { get; init; }

    /// <summary>
    /// Probability of zeroing a feature of what the first layer reads, the embedding or the one-hot row, in training;
    /// 0 by default, below 1.
    /// </summary>
    public float InputDropout
    {
        get => _inputDropout;
        init
        {
            NativeRnn.Dropout.Validate(value, nameof(InputDropout));
            _inputDropout = value;
        }
    }

    /// <summary>Probability of zeroing a feature of what the output layer reads, in training; 0 by default, below 1.</summary>
    public float OutputDropout
    {
        get => _outputDropout;
        init
        {
            NativeRnn.Dropout.Validate(value, nameof(OutputDropout));
            _outputDropout = value;
        }
    }

    /// <inheritdoc cref="RecurrentNetworkOptions.LearnsState"/>
    public bool LearnsState { get; init; }

    /// <summary>
    /// P, the features that each LSTM layer's hidden state is projected to, and that the output layer reads; 0, the
    /// default, for none, else below H (<see cref="RecurrentLayerOptions.Projection"/>).
    /// </summary>
    public int Projection
    {
        get => _projection;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Projection));
            _projection = value;
        }
    }

    private protected override int LeastEmbed => 0;

    /// <summary>The stack of layers over a vocabulary.</summary>
    internal RecurrentNetworkOptions Network(int classes)
    {
        var network = Network(Embed > 0 ? Embed : classes, Direction.Forward);
        return network with
        {
            Layer = network.Layer with { Projection = Projection },
            HiddenSizes = HiddenSizes,
            LearnsState = LearnsState,
        };
    }
}

namespace NativeRnn;

/// <summary>What a stack of recurrent layers is made of.</summary>
public sealed record RecurrentNetworkOptions
{
    private readonly int _layers = 1;
    private readonly float _dropout;

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
}

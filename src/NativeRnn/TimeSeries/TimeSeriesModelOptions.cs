namespace NativeRnn;

/// <summary>What a time-series model is made of.</summary>
public sealed record TimeSeriesModelOptions
{
    private readonly SeriesModelKind _kind;
    private readonly int _window = 4;
    private readonly int _hidden = 32;
    private readonly int _layers = 1;
    private readonly CellKind _cell = CellKind.RnnTanh;

    /// <summary>Linear, with hidden layers, or with a recurrent state.</summary>
    public required SeriesModelKind Kind
    {
        get => _kind;
        init => _kind = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Kind), value, "Choose the kind Linear, Mlp or Recurrent.");
    }

    /// <summary>τ, rows that a prediction is made from; 4 by default (Dive into Deep Learning, 0.17, 8.1.2), at least 1.</summary>
    public int Window
    {
        get => _window;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Window));
            _window = value;
        }
    }

    /// <summary>H, units of each hidden or recurrent layer; 32 by default, without effect where the model is linear.</summary>
    public int Hidden
    {
        get => _hidden;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Hidden));
            _hidden = value;
        }
    }

    /// <summary>L, hidden or recurrent layers on each other; 1 by default, without effect where the model is linear.</summary>
    public int Layers
    {
        get => _layers;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Layers));
            _layers = value;
        }
    }

    /// <summary>The recurrent cell; <see cref="CellKind.RnnTanh"/> by default, without effect on the other kinds.</summary>
    public CellKind Cell
    {
        get => _cell;
        init
        {
            CellKinds.Validate(value, nameof(Cell));
            _cell = value;
        }
    }
}

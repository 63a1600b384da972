namespace NativeRnn;

/// <summary>What a recurrent layer is made of.</summary>
public sealed record RecurrentLayerOptions
{
    private readonly CellKind _cell;
    private readonly int _inputs;
    private readonly int _hidden;
    private readonly BidirectionalMerge _merge;

    /// <summary>The cell; no default, since the GRU's two variants are different models.</summary>
    public required CellKind Cell
    {
        get => _cell;
        init
        {
            CellKinds.Validate(value, nameof(Cell));
            _cell = value;
        }
    }

    /// <summary>C, input features, at least 1.</summary>
    public required int Inputs
    {
        get => _inputs;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Inputs));
            _inputs = value;
        }
    }

    /// <summary>H, hidden units per direction, at least 1.</summary>
    public required int Hidden
    {
        get => _hidden;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Hidden));
            _hidden = value;
        }
    }

    /// <summary>The order in which the sequence is read; forward by default.</summary>
    public Direction Direction { get; init; } = Direction.Forward;

    /// <summary>Which biases there are; one per gate by default.</summary>
    public Bias Bias { get; init; } = Bias.Single;

    /// <summary>What becomes of the outputs of <see cref="Direction.Both"/>; side by side by default.</summary>
    public BidirectionalMerge Merge
    {
        get => _merge;
        init => _merge = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Merge), value, "Choose the merge Concatenation or Sum.");
    }

    /// <summary>D, how many passes the direction means.</summary>
    public int Directions => Direction == Direction.Both ? 2 : 1;

    /// <summary>Features that the layer gives at each step: D·H, or H where directions are summed.</summary>
    public int Outputs => Merge == BidirectionalMerge.Sum ? Hidden : Directions * Hidden;
}

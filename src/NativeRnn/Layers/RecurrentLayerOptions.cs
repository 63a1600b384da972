namespace NativeRnn;

/// <summary>What a recurrent layer is made of.</summary>
public sealed record RecurrentLayerOptions
{
    private readonly CellKind _cell;
    private readonly int _inputs;
    private readonly int _hidden;
    private readonly BidirectionalMerge _merge;
    private readonly int _projection;

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

    /// <summary>Whether an LSTM's gates see its cell state; not by default.</summary>
    /// <remarks>
    /// i and f add p_i ⊙ c_{t−1} and p_f ⊙ c_{t−1} to what they sum up, o adds p_o ⊙ c_t. Source: Gers and Schmidhuber
    /// 2000; oneDNN developer guide, "RNN". float32 and bf16, on the CPU.
    /// </remarks>
    public bool HasPeepholes { get; init; }

    /// <summary>
    /// P, the features that an LSTM's hidden state is projected to: h' = (o ⊙ tanh(c')) R, R [H, P], PyTorch's
    /// <c>proj_size</c>. 0, the default, for none; else below H.
    /// </summary>
    /// <remarks>
    /// The next step and the layer above read P features instead of H, the cell state keeps H. Source: Sak, Senior and
    /// Beaufays 2014. float32, on the CPU.
    /// </remarks>
    public int Projection
    {
        get => _projection;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Projection));
            _projection = value;
        }
    }

    /// <summary>D, how many passes the direction means.</summary>
    public int Directions => Direction == Direction.Both ? 2 : 1;

    /// <summary>
    /// Features that the layer gives at each step: D·O, or O where directions are summed; O is P with a
    /// <see cref="Projection"/>, else H.
    /// </summary>
    public int Outputs => Merge == BidirectionalMerge.Sum ? HiddenWidth : Directions * HiddenWidth;

    /// <summary>O, features of a hidden state.</summary>
    internal int HiddenWidth => Projection > 0 ? Projection : Hidden;

    /// <summary>How the layer's state lies in memory.</summary>
    internal StateLayout State => new(Directions, HiddenWidth, Cell.States() == 2 ? Hidden : 0);

    /// <summary>Fails where the options contradict each other.</summary>
    internal void Require()
    {
        if (HasPeepholes && Cell != CellKind.Lstm)
        {
            throw new ArgumentException($"Peepholes belong to the LSTM's gates: {Cell} has none.", nameof(HasPeepholes));
        }
        if (Projection > 0 && Cell != CellKind.Lstm)
        {
            throw new ArgumentException($"Only an LSTM has a projection: {Cell} must have 0.", nameof(Projection));
        }
        if (Projection >= Hidden)
        {
            throw new ArgumentException(
                $"A projection makes a state narrower: choose fewer features than the {Hidden} hidden units, not {Projection}.",
                nameof(Projection));
        }
    }
}

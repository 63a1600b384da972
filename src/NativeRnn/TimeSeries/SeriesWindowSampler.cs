namespace NativeRnn;

/// <summary>Hands out the rows of a series that have a window before them, each once an epoch, in an order drawn at random.</summary>
/// <remarks>The last batch of an epoch is smaller where the rows do not fill it. Nothing is allocated after construction.</remarks>
internal sealed class SeriesWindowSampler : IBatchSampler
{
    private readonly int[] _rows;
    private readonly int _first;
    private readonly int _batch;
    private ulong _shuffleSeed;
    private ulong _shufflePosition;

    /// <param name="count">T, rows of the series.</param>
    /// <param name="window">τ.</param>
    /// <param name="batch">N.</param>
    /// <exception cref="InvalidDataException">No row has a window before it.</exception>
    internal SeriesWindowSampler(int count, int window, int batch)
    {
        if (count <= window)
        {
            throw new InvalidDataException(
                $"The series has {count} rows, but windows of {window} need at least {window + 1L}; give a longer one or lower --tau.");
        }
        (_first, _batch) = (window, batch);
        _rows = new int[count - window];
        BatchesPerEpoch = 1 + ((_rows.Length - 1) / batch);
        Position = BatchesPerEpoch;
    }

    public int BatchesPerEpoch { get; }

    public int Position { get; private set; }

    public RowShare Share { get; set; } = RowShare.Whole;

    public void BeginEpoch(RandomSource random)
    {
        (_shuffleSeed, _shufflePosition) = (random.Seed, random.Position);
        Enter(random, 0);
    }

    public SamplerState Capture() => new()
    {
        Offset = 0,
        Position = Position,
        ShuffleSeed = _shuffleSeed,
        ShufflePosition = _shufflePosition,
    };

    public void Restore(SamplerState state)
    {
        if (state.Offset != 0 || state.Position < 0 || state.Position > BatchesPerEpoch)
        {
            throw new ArgumentException(
                $"The sampler's state (offset {state.Offset}, batch {state.Position}) does not belong to this series and these "
                + "options; resume with the series of the interrupted run.",
                nameof(state));
        }
        (_shuffleSeed, _shufflePosition) = (state.ShuffleSeed, state.ShufflePosition);
        Enter(new RandomSource(_shuffleSeed, _shufflePosition), state.Position);
    }

    /// <summary>The rows of the next batch that are shared out to here.</summary>
    /// <returns>False at the epoch's end.</returns>
    internal bool TryNext(out ReadOnlySpan<int> rows)
    {
        rows = [];
        if (Position == BatchesPerEpoch)
        {
            return false;
        }
        var start = Position++ * _batch;
        rows = Share.Of<int>(_rows.AsSpan(start, Math.Min(_batch, _rows.Length - start)));
        return true;
    }

    private void Enter(RandomSource random, int position)
    {
        for (var i = 0; i < _rows.Length; i++)
        {
            _rows[i] = _first + i;
        }
        random.Shuffle(_rows.AsSpan());
        Position = position;
    }
}

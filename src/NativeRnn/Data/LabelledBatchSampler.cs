namespace NativeRnn;

/// <summary>Hands out the batches of labelled sequences, epoch by epoch; each sequence comes once an epoch.</summary>
/// <remarks>
/// One thread at a time. Nothing is allocated after construction, <see cref="Capture"/> and <see cref="Restore"/> apart.
/// </remarks>
public sealed class LabelledBatchSampler : IBatchSampler
{
    // A shuffle of 2^31 numbers takes fewer than 2^33 draws, four to a block, rejected ones included.
    private const ulong BlocksPerEpoch = 1UL << 32;

    private readonly LabelledSequences _data;
    private readonly int[] _sequences; // batch by batch
    private readonly int[] _order; // the batches in the order in which they come
    private readonly int[] _places; // by length, where its next sequence goes
    private readonly int[] _sorted;
    private readonly int _longest;
    private RandomSource _random = new(0);
    private RowShare _share = RowShare.Whole;
    private bool _begun;
    private ulong _shuffleSeed;
    private ulong _shufflePosition;

    /// <summary>Counts the batches; the first epoch begins with <see cref="BeginEpoch"/>.</summary>
    /// <param name="data">The sequences.</param>
    /// <param name="options">How to put them together; default <see cref="LabelledBatchOptions"/>'s defaults.</param>
    public LabelledBatchSampler(LabelledSequences data, LabelledBatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        _data = data;
        Options = options ?? new LabelledBatchOptions();
        BatchesPerEpoch = ((data.Count - 1) / Options.Batch) + 1;
        for (int sequence = 0; sequence < data.Count; sequence++)
        {
            _longest = Math.Max(_longest, LengthOf(sequence));
        }

        (_sequences, _sorted) = (new int[data.Count], new int[data.Count]);
        _order = new int[BatchesPerEpoch];
        _places = new int[_longest + 2];
        Position = BatchesPerEpoch;
    }

    /// <summary>How the sequences are put together.</summary>
    public LabelledBatchOptions Options { get; }

    /// <summary>Batches in each epoch; at least 1.</summary>
    public int BatchesPerEpoch { get; }

    /// <summary>Batches of the current epoch handed out so far.</summary>
    public int Position { get; private set; }

    RowShare IBatchSampler.Share { get => _share; set => _share = value; }

    /// <summary>Begins an epoch.</summary>
    /// <param name="random">Where the order comes from; unused without <see cref="LabelledBatchOptions.Shuffle"/>.</param>
    public void BeginEpoch(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _shuffleSeed = random.Seed;
        _shufflePosition = random.Position;
        if (Options.Shuffle)
        {
            random.ReserveBlocks(BlocksPerEpoch);
        }

        Enter(0);
    }

    /// <summary>Hands out the next batch of the epoch.</summary>
    /// <param name="batch">Overwritten.</param>
    /// <returns>False at the end of the epoch; the batch is untouched then.</returns>
    /// <exception cref="InvalidOperationException">No epoch has begun.</exception>
    public bool TryNext(LabelledBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!_begun)
        {
            throw new InvalidOperationException("No epoch has begun; call BeginEpoch first.");
        }

        if (Position == BatchesPerEpoch)
        {
            return false;
        }

        int first = _order[Position++] * Options.Batch;
        ReadOnlySpan<int> rows = _sequences.AsSpan(first, Math.Min(Options.Batch, _data.Count - first));
        batch.Fill(_data, _share.Of(rows), Options.Steps);
        return true;
    }

    /// <summary>Where the sampler stands; before the first epoch, as at the end of one.</summary>
    public SamplerState Capture() => new()
    {
        Offset = 0,
        Position = Position,
        ShuffleSeed = _shuffleSeed,
        ShufflePosition = _shufflePosition,
    };

    /// <summary>Goes to where a sampler of the same sequences and options stood, inside its epoch.</summary>
    /// <param name="state">What <see cref="Capture"/> gave.</param>
    /// <exception cref="ArgumentException">The state cannot come from these sequences and these options.</exception>
    public void Restore(SamplerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Offset != 0 || state.Position < 0 || state.Position > BatchesPerEpoch)
        {
            throw new ArgumentException(
                $"The sampler's state (offset {state.Offset}, batch {state.Position}) does not belong to these sequences "
                + "and these options; resume with those of the interrupted run.",
                nameof(state));
        }

        _shuffleSeed = state.ShuffleSeed;
        _shufflePosition = state.ShufflePosition;
        Enter(state.Position);
    }

    private void Enter(int position)
    {
        _begun = true;
        Position = position;
        if (_random.Seed != _shuffleSeed)
        {
            _random = new RandomSource(_shuffleSeed);
        }

        _random.Position = _shufflePosition;
        Number(_sequences);
        Number(_order);
        Shuffle(_sequences);
        if (Options.Bucketed)
        {
            SortByLength();
            Shuffle(_order);
        }
    }

    private void Shuffle(Span<int> numbers)
    {
        if (Options.Shuffle)
        {
            _random.Shuffle(numbers);
        }
    }

    // Stable: what a shuffle has put sequences of equal length in stays.
    private void SortByLength()
    {
        Array.Clear(_places);
        foreach (int sequence in _sequences)
        {
            _places[LengthOf(sequence) + 1]++;
        }

        for (int length = 0; length < _longest; length++)
        {
            _places[length + 1] += _places[length];
        }

        foreach (int sequence in _sequences)
        {
            _sorted[_places[LengthOf(sequence)]++] = sequence;
        }

        _sorted.CopyTo(_sequences, 0);
    }

    private int LengthOf(int sequence) => Math.Min(_data.LengthOf(sequence), Options.Steps);

    private static void Number(int[] numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = i;
        }
    }
}

namespace NativeRnn;

/// <summary>Hands out the batches of sentence pairs of a corpus, epoch by epoch.</summary>
/// <remarks>
/// <para>
/// Each pair comes once an epoch, skipped ones apart. The pools of a streamed corpus come one after the other, each with
/// batches of its own. One thread at a time. Nothing is allocated after construction for a corpus in memory,
/// <see cref="Capture"/> and <see cref="Restore"/> apart.
/// </para>
/// <para>
/// For evaluation, take <see cref="PairBatchOptions.Shuffle"/> false: the pairs come in the order of their lengths (or of
/// the file, if not <see cref="PairBatchOptions.Bucketed"/>), and <see cref="PairBatch.Pairs"/> says which they are.
/// </para>
/// </remarks>
public sealed class PairBatchSampler : IBatchSampler, IDisposable
{
    // A pool's order takes fewer than 2^33 numbers, four to a block, rejected ones included.
    private const ulong BlocksPerPool = 1UL << 32;

    private readonly PairCorpus _corpus;
    private readonly PairPoolCursor _cursor;
    private readonly PairBatchPlan _plan;
    private readonly int[] _ends; // batches of the epoch to the end of each pool
    private RandomSource _random = new(0);
    private RowShare _share = RowShare.Whole;
    private PairPool? _pool;
    private int _poolIndex;
    private bool _begun;
    private int _position;
    private ulong _shuffleSeed;
    private ulong _shufflePosition;

    /// <summary>Counts the batches of a corpus; the first epoch begins with <see cref="BeginEpoch()"/>.</summary>
    /// <param name="corpus">The pairs; read once here if streamed.</param>
    /// <param name="options">How to put them together; default <see cref="PairBatchOptions"/>'s defaults.</param>
    /// <exception cref="ArgumentException">The options do not go together.</exception>
    /// <exception cref="InvalidDataException">All pairs are too long and skipped.</exception>
    public PairBatchSampler(PairCorpus corpus, PairBatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(corpus);
        Options = options ?? new PairBatchOptions();
        Options.RequireConsistent(nameof(options));
        _corpus = corpus;
        _cursor = new PairPoolCursor(corpus);
        _plan = new PairBatchPlan(Options);
        _ends = new int[corpus.Pools.Count];
        CountBatches();
        _position = BatchesPerEpoch;
    }

    /// <summary>How the pairs are put together.</summary>
    public PairBatchOptions Options { get; }

    /// <summary>Batches in each epoch; at least 1.</summary>
    public int BatchesPerEpoch => _ends[^1];

    /// <summary>Batches of the current epoch handed out so far.</summary>
    public int Position => _position;

    /// <summary>
    /// Pairs of the corpus that are longer than <see cref="PairBatchOptions.Steps"/>, and so cut or skipped.
    /// </summary>
    public int LongPairCount { get; private set; }

    RowShare IBatchSampler.Share { get => _share; set => _share = value; }

    /// <summary>Begins an epoch in an order drawn at random.</summary>
    /// <param name="random">Where the order comes from; unused without <see cref="PairBatchOptions.Shuffle"/>.</param>
    public void BeginEpoch(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        _shuffleSeed = random.Seed;
        _shufflePosition = random.Position;
        if (Options.Shuffle)
        {
            random.ReserveBlocks((ulong)_ends.Length * BlocksPerPool);
        }

        Enter(0);
    }

    /// <summary>Begins an epoch in the one order of a sampler that does not shuffle.</summary>
    /// <exception cref="InvalidOperationException">The sampler shuffles.</exception>
    public void BeginEpoch()
    {
        if (Options.Shuffle)
        {
            throw new InvalidOperationException("The sampler shuffles; call BeginEpoch with a RandomSource.");
        }

        Enter(0);
    }

    /// <summary>Hands out the next batch of the epoch.</summary>
    /// <param name="batch">Overwritten.</param>
    /// <returns>False at the end of the epoch; the batch is untouched then.</returns>
    /// <exception cref="InvalidOperationException">No epoch has begun.</exception>
    /// <exception cref="InvalidDataException">A streamed file is not what it was any more.</exception>
    /// <exception cref="IOException">A streamed file cannot be read any more.</exception>
    public bool TryNext(PairBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!_begun)
        {
            throw new InvalidOperationException("No epoch has begun; call BeginEpoch first.");
        }

        if (_position == BatchesPerEpoch)
        {
            return false;
        }

        PairPool pool = PoolOfPosition();
        batch.Fill(pool, _share.Of(_plan.PairsOf(_position - FirstBatchOf(_poolIndex))), Options.Steps);
        _position++;
        return true;
    }

    /// <summary>Where the sampler stands; before the first epoch, as at the end of one.</summary>
    public SamplerState Capture() => new()
    {
        Offset = 0,
        Position = _position,
        ShuffleSeed = _shuffleSeed,
        ShufflePosition = _shufflePosition,
    };

    /// <summary>Goes to where a sampler of the same pairs, pool size and options stood, inside its epoch.</summary>
    /// <param name="state">What <see cref="Capture"/> gave.</param>
    /// <exception cref="ArgumentException">The state cannot come from these pairs and these options.</exception>
    public void Restore(SamplerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Offset != 0 || state.Position < 0 || state.Position > BatchesPerEpoch)
        {
            throw new ArgumentException(
                $"The sampler's state (offset {state.Offset}, batch {state.Position}) does not belong to these pairs "
                + "and these options; resume with the pairs and the batch options of the interrupted run.",
                nameof(state));
        }

        _shuffleSeed = state.ShuffleSeed;
        _shufflePosition = state.ShufflePosition;
        Enter(state.Position);
    }

    /// <summary>Closes the file of a streamed corpus; without effect for others.</summary>
    public void Dispose() => _cursor.Dispose();

    private void Enter(int position)
    {
        _begun = true;
        _position = position;
        _pool = null; // another epoch has another order
        if (_random.Seed != _shuffleSeed)
        {
            _random = new RandomSource(_shuffleSeed);
        }
    }

    private int FirstBatchOf(int pool) => pool == 0 ? 0 : _ends[pool - 1];

    private PairPool PoolOfPosition()
    {
        if (_pool is not null && _position < _ends[_poolIndex])
        {
            return _pool;
        }

        _poolIndex = 0;
        while (_ends[_poolIndex] <= _position)
        {
            _poolIndex++;
        }

        _pool = _cursor.Load(_poolIndex);
        _plan.Form(_pool, Options.Shuffle ? RandomOfPool() : null);
        return _pool;
    }

    // Each pool has numbers of its own, so that a resumed run need not draw those of the pools before.
    private RandomSource RandomOfPool()
    {
        _random.Position = _shufflePosition;
        ulong first = _random.ReserveBlocks(0) + ((ulong)_poolIndex * BlocksPerPool);
        _random.Position = first * Philox4x32.WordsPerBlock;
        return _random;
    }

    private void CountBatches()
    {
        int count = 0;
        for (int pool = 0; pool < _ends.Length; pool++)
        {
            _plan.Form(_cursor.Load(pool), null);
            count += _plan.BatchCount;
            LongPairCount += _plan.LongPairCount;
            _ends[pool] = count;
        }

        if (count == 0)
        {
            throw new InvalidDataException(
                $"{_corpus.Name} holds no pair of at most {Options.Steps} tokens on each side, end token included; "
                + "raise --steps, or cut long pairs instead of skipping them.");
        }
    }
}

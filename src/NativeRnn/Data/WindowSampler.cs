namespace NativeRnn;

/// <summary>Hands out the batches of training windows of a text, epoch by epoch.</summary>
/// <remarks>
/// <para>
/// Each window of T tokens has as targets the same tokens shifted by one. Tokens that do not fill a batch are left
/// out of the epoch. One thread at a time. Nothing is allocated after construction, <see cref="Capture"/> and
/// <see cref="Restore"/> apart.
/// </para>
/// <para>Source: Dive into Deep Learning, edition 0.17, section 8.3.4.</para>
/// </remarks>
public sealed class WindowSampler : IBatchSampler
{
    private readonly ReadOnlyMemory<int> _tokens;
    private readonly int[] _order; // random sampling: the windows of the epoch, shuffled
    private RowShare _share = RowShare.Whole;
    private bool _begun;
    private int _offset;
    private int _position;
    private ulong _shuffleSeed;
    private ulong _shufflePosition;

    /// <summary>Prepares to cut a text; the first epoch begins with <see cref="BeginEpoch"/>.</summary>
    /// <param name="tokens">Token ids of the text; not copied, must stay as they are.</param>
    /// <param name="options">How to cut; default <see cref="WindowOptions"/>'s defaults.</param>
    /// <exception cref="InvalidDataException">
    /// The text is too short for one batch at the largest offset that can be drawn, which takes N · T + offset + 1
    /// tokens.
    /// </exception>
    public WindowSampler(ReadOnlyMemory<int> tokens, WindowOptions? options = null)
    {
        Options = options ?? new WindowOptions();
        _tokens = tokens;
        _offset = Options.Offset ?? Options.Steps - 1;
        RequireOneBatch();
        BatchesPerEpoch = CountBatches(_offset);
        _position = BatchesPerEpoch;
        _order = Options.Sampling == Sampling.Random ? new int[(tokens.Length - 1) / Options.Steps] : [];
    }

    /// <summary>How the text is cut.</summary>
    public WindowOptions Options { get; }

    /// <summary>
    /// Batches in the current epoch, at least 1; the drawn offset can change it by one. Before the first epoch, the
    /// fewest that an epoch can have.
    /// </summary>
    public int BatchesPerEpoch { get; private set; }

    /// <summary>Batches of the current epoch handed out so far.</summary>
    public int Position => _position;

    /// <summary>Rows that are handed out of each batch: all, unless ranks share them.</summary>
    internal int Rows => _share.Count(Options.Batch);

    RowShare IBatchSampler.Share { get => _share; set => _share = value; }

    /// <summary>Begins an epoch: draws its offset unless that is fixed, and shuffles windows if random.</summary>
    /// <param name="random">Where the offset and the order come from.</param>
    public void BeginEpoch(RandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        int offset = Options.Offset ?? random.Next(Options.Steps);
        _shuffleSeed = random.Seed;
        _shufflePosition = random.Position;
        Enter(offset, random);
        _position = 0;
    }

    /// <summary>Hands out the next batch of the epoch.</summary>
    /// <param name="inputs">[T, N]: row n of step t is element t · N + n; overwritten.</param>
    /// <param name="targets">[T, N]: the token after each input; overwritten.</param>
    /// <param name="continues">
    /// Whether each row continues the same row of the previous batch, so that its recurrent state carries on.
    /// </param>
    /// <returns>False at the end of the epoch; the buffers are untouched then.</returns>
    /// <exception cref="ArgumentException">A buffer does not hold exactly T · N elements.</exception>
    /// <exception cref="InvalidOperationException">No epoch has begun.</exception>
    public bool TryNext(Span<int> inputs, Span<int> targets, out bool continues)
    {
        RequireBatchSize(inputs, nameof(inputs));
        RequireBatchSize(targets, nameof(targets));
        if (!_begun)
        {
            throw new InvalidOperationException("No epoch has begun; call BeginEpoch first.");
        }

        continues = false;
        if (_position == BatchesPerEpoch)
        {
            return false;
        }

        Read(_position, inputs, targets);
        continues = Options.Sampling == Sampling.Sequential && _position > 0;
        _position++;
        return true;
    }

    /// <summary>Copies any batch of the epoch, wherever the sampler stands.</summary>
    /// <param name="position">Its place in the epoch.</param>
    /// <param name="inputs">[T, N]; overwritten.</param>
    /// <param name="targets">[T, N]; overwritten.</param>
    internal void Read(int position, Span<int> inputs, Span<int> targets)
    {
        int first = _share.First(Options.Batch);
        for (int row = 0; row < Rows; row++)
        {
            CopyWindow(StartOf(position, first + row), row, inputs, targets);
        }
    }

    /// <summary>Counts batches of the epoch as handed out.</summary>
    internal void Skip(int batches) => _position += batches;

    /// <summary>Where the sampler stands; before the first epoch, as at the end of one.</summary>
    public SamplerState Capture() => new()
    {
        Offset = _offset,
        Position = _position,
        ShuffleSeed = _shuffleSeed,
        ShufflePosition = _shufflePosition,
    };

    /// <summary>Goes to where a sampler of the same text and options stood, inside its epoch.</summary>
    /// <param name="state">What <see cref="Capture"/> gave.</param>
    /// <exception cref="ArgumentException">The state cannot come from this text and these options.</exception>
    public void Restore(SamplerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        bool offsetFits = Options.Offset is int offset
            ? state.Offset == offset
            : state.Offset >= 0 && state.Offset < Options.Steps;
        if (!offsetFits || state.Position < 0 || state.Position > CountBatches(state.Offset))
        {
            throw new ArgumentException(
                $"The sampler's state (offset {state.Offset}, batch {state.Position}) does not belong to this text "
                + "and these options; resume with the text and the window options of the interrupted run.",
                nameof(state));
        }

        _shuffleSeed = state.ShuffleSeed;
        _shufflePosition = state.ShufflePosition;
        Enter(state.Offset, new RandomSource(state.ShuffleSeed, state.ShufflePosition));
        _position = state.Position;
    }

    private void Enter(int offset, RandomSource random)
    {
        _begun = true;
        _offset = offset;
        BatchesPerEpoch = CountBatches(offset);
        if (Options.Sampling == Sampling.Random)
        {
            Span<int> windows = _order.AsSpan(0, (_tokens.Length - offset - 1) / Options.Steps);
            for (int window = 0; window < windows.Length; window++)
            {
                windows[window] = window;
            }

            random.Shuffle(windows);
        }
    }

    private int StartOf(int position, int row)
    {
        if (Options.Sampling == Sampling.Random)
        {
            return _offset + (_order[(position * Options.Batch) + row] * Options.Steps);
        }

        int strip = (_tokens.Length - _offset - 1) / Options.Batch;
        return _offset + (row * strip) + (position * Options.Steps);
    }

    private void CopyWindow(int start, int row, Span<int> inputs, Span<int> targets)
    {
        ReadOnlySpan<int> window = _tokens.Span.Slice(start, Options.Steps + 1);
        for (int step = 0; step < Options.Steps; step++)
        {
            int element = (step * Rows) + row;
            inputs[element] = window[step];
            targets[element] = window[step + 1];
        }
    }

    // The same for both samplings: windows / N and strip / T are both the tokens by N · T, rounded down.
    private int CountBatches(int offset) =>
        (int)((_tokens.Length - (long)offset - 1) / ((long)Options.Batch * Options.Steps));

    private void RequireOneBatch()
    {
        long needed = ((long)Options.Batch * Options.Steps) + _offset + 1;
        if (_tokens.Length < needed)
        {
            throw new InvalidDataException(
                $"The text has {_tokens.Length} tokens, but a batch of {Options.Batch} windows of {Options.Steps} "
                + $"steps from offset {_offset} needs {needed}; give a longer text or lower --batch or --steps"
                + (Options.Offset > 0 ? " or --offset." : "."));
        }
    }

    private void RequireBatchSize(Span<int> buffer, string parameter)
    {
        if (buffer.Length != (long)Rows * Options.Steps)
        {
            throw new ArgumentException(
                $"A batch is {Options.Steps} steps by {Rows} rows, {(long)Rows * Options.Steps} "
                + $"elements, but the buffer holds {buffer.Length}.",
                parameter);
        }
    }
}

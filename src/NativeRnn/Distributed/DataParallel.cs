namespace NativeRnn;

/// <summary>Makes a trainer train together with those of other ranks: each computes its rows of every batch.</summary>
/// <remarks>
/// <para>
/// Every rank makes the same trainer, of the same data, options and seed, then one of these around it; from then on
/// <c>Fit</c>, <see cref="Trainer.Step"/> and <see cref="Trainer.Save"/> are of all ranks together, and only rank 0
/// writes files. A batch keeps its size: N rows shared by R ranks are N / R for each, and the gradient is the whole
/// batch's mean, so that losses are those of one process but for rounding. Dropout masks are each rank's own.
/// </para>
/// <para>Source: Goyal et al. (2017), "Accurate, Large Minibatch SGD", section 3, for the means over ranks.</para>
/// </remarks>
public sealed class DataParallel
{
    // Far more numbers than the dropout masks of a step take; 2³⁰ steps fit into the generator's period.
    private const int BitsPerStep = 34;

    private readonly double[] _totals = new double[3];
    private readonly RandomSource _masks;
    private readonly GradientBuckets? _buckets; // null: gradients are summed behind the backward pass
    private bool _isSummed;
    private CancellationToken _cancellation; // of this rank
    private bool _isStopped; // a rank was told to stop in the last step

    /// <summary>Joins the trainers of all ranks; the numbers of rank 0's model and optimizer come to all.</summary>
    /// <param name="trainer">At the same step on all ranks; stays the caller's.</param>
    /// <param name="ranks">Of the job; stays the caller's, and must outlive the training.</param>
    /// <param name="options">How gradients are exchanged; float32 by default.</param>
    /// <exception cref="ArgumentException">
    /// A rank's trainer has other options, data or progress than rank 0's, or a batch of windows has too few rows.
    /// </exception>
    /// <exception cref="InvalidOperationException">The trainer trains with other ranks already.</exception>
    public DataParallel(Trainer trainer, MpiCommunicator ranks, DataParallelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(ranks);
        Ranks = ranks;
        Options = options ?? new DataParallelOptions();
        var overlaps = Options.Overlaps ?? ranks.LocalSize < ranks.Size;
        _buckets = overlaps && trainer.Engine.Kind == EngineKind.Cpu ? new GradientBuckets(Options.Wire) : null;
        RequireEqual(
            trainer.Fingerprint,
            "was started with other options, another seed or other data than rank 0: start all ranks alike",
            nameof(trainer));
        _masks = new RandomSource(MaskSeed(trainer.Seed, ranks.Rank));
        foreach (var tensor in trainer.Numbers)
        {
            using var map = tensor.Map();
            ranks.Broadcast(map.Span);
        }
        trainer.MarkNumbersChanged();
        trainer.Join(this);
    }

    /// <summary>The ranks of the job.</summary>
    public MpiCommunicator Ranks { get; }

    /// <summary>How gradients are exchanged.</summary>
    public DataParallelOptions Options { get; }

    /// <summary>Runs the step's last backward pass, and sums the gradients over all ranks meanwhile where that is wanted.</summary>
    /// <param name="tape">Holds the pass; null where this rank has no rows.</param>
    /// <param name="gradients">This rank's, of summed losses; overwritten.</param>
    /// <returns>False where nothing was done.</returns>
    internal bool TryBackward(Tape? tape, Tensor gradients)
    {
        if (_buckets is null)
        {
            return false;
        }
        using var map = gradients.Map();
        _buckets.Begin(map);
        tape?.RunBackward(_buckets);
        _buckets.Finish();
        return _isSummed = true;
    }

    /// <summary>Sums losses over all ranks, and gradients unless they are summed.</summary>
    /// <param name="gradients">This rank's, of summed losses; overwritten.</param>
    /// <param name="loss">This rank's.</param>
    /// <returns>The loss of all ranks.</returns>
    internal Loss Reduce(Tensor gradients, Loss loss)
    {
        (_totals[0], _totals[1], _totals[2]) = (loss.Total, loss.Count, _cancellation.IsCancellationRequested ? 1 : 0);
        Ranks.Sum(_totals);
        if (!_isSummed)
        {
            using var map = gradients.Map();
            Ranks.Sum(map.Span, Options.Wire);
        }
        _isSummed = false;
        _isStopped = _totals[2] > 0;
        return new Loss(_totals[0], (long)_totals[1]);
    }

    /// <summary>Before a step: stops on all ranks where one was told to in the step before.</summary>
    /// <param name="cancellation">Of this rank; the others hear of it with the coming step.</param>
    /// <exception cref="OperationCanceledException">A rank was to stop. Training may go on from here.</exception>
    internal void ThrowIfStopped(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        if (_isStopped)
        {
            _isStopped = false;
            throw new OperationCanceledException(cancellation);
        }
    }

    /// <summary>This rank's generator of dropout masks, where it stands before a step.</summary>
    internal RandomSource MasksAt(long step)
    {
        _masks.Position = (ulong)step << BitsPerStep;
        return _masks;
    }

    /// <summary>Fails, on all ranks, unless they have all come to the same numbers.</summary>
    /// <exception cref="InvalidOperationException">They have not.</exception>
    internal void RequireEqualNumbers(Trainer trainer) => RequireEqual(
        trainer.NumbersFingerprint,
        "has come to other parameters than rank 0: run the same release on the same kind of processor everywhere",
        parameter: null);

    private void RequireEqual(uint fingerprint, string difference, string? parameter)
    {
        var all = Ranks.Gather<uint>([fingerprint]);
        var other = all.AsSpan().IndexOfAnyExcept(all[0]);
        if (other >= 0)
        {
            var sentence = $"Rank {other} {difference}.";
            throw parameter is null ? new InvalidOperationException(sentence) : new ArgumentException(sentence, parameter);
        }
    }

    // No rank's masks are another's, nor the numbers that the order of batches comes from.
    private static ulong MaskSeed(ulong seed, int rank)
    {
        const ulong GoldenRatio = 0x9E3779B97F4A7C15; // 2⁶⁴ / φ, odd: multiples differ
        return seed + (ulong)(rank + 1) * GoldenRatio;
    }
}

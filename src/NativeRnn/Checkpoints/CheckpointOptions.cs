namespace NativeRnn;

/// <summary>Where a run is saved, how often, and which files are kept.</summary>
public sealed record CheckpointOptions
{
    private readonly string _path = "";
    private readonly long? _everySteps;
    private readonly TimeSpan? _everyTime;
    private readonly int? _everyEpochs;
    private readonly int? _keepLast;

    /// <summary>The newest checkpoint; each save replaces it.</summary>
    public required string Path
    {
        get => _path;
        init
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(Path));
            _path = value;
        }
    }

    /// <summary>Saves after each multiple of so many optimizer steps; at least 1, null, the default, for not.</summary>
    public long? EverySteps
    {
        get => _everySteps;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(EverySteps));
            _everySteps = value;
        }
    }

    /// <summary>Saves after the step that ends so much time since the last save; positive, null, the default, for not.</summary>
    public TimeSpan? EveryTime
    {
        get => _everyTime;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value ?? TimeSpan.MaxValue, TimeSpan.Zero, nameof(EveryTime));
            _everyTime = value;
        }
    }

    /// <summary>Saves after each multiple of so many epochs; at least 1, null, the default, for not.</summary>
    public int? EveryEpochs
    {
        get => _everyEpochs;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(EveryEpochs));
            _everyEpochs = value;
        }
    }

    /// <summary>
    /// Keeps a copy of each of the last so many saves beside <see cref="Path"/>, named <c>{Path}.step-{steps}</c>; at
    /// least 1, null, the default, for none.
    /// </summary>
    public int? KeepLast
    {
        get => _keepLast;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(KeepLast));
            _keepLast = value;
        }
    }

    /// <summary>Keeps the run with the best validation in <c>{Path}.best</c>; not by default.</summary>
    public bool KeepBest { get; init; }

    /// <summary>Whether anything is saved before the end.</summary>
    public bool SavesBetween => EverySteps is not null || EveryTime is not null || EveryEpochs is not null;
}

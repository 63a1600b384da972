namespace NativeRnn;

/// <summary>How a model is trained: what all kinds of models have in common.</summary>
public abstract record TrainingOptions
{
    private readonly int _epochs = 10;
    private readonly long? _maxSteps;
    private readonly double _clip = 1;
    private readonly int? _patience;
    private readonly int _accumulation = 1;
    private readonly Precision _precision;

    private protected TrainingOptions()
    {
    }

    /// <summary>Passes over the data; 10 by default, at least 1.</summary>
    public int Epochs
    {
        get => _epochs;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Epochs));
            _epochs = value;
        }
    }

    /// <summary>Stops after so many optimizer steps, however many epochs that is; no limit by default.</summary>
    public long? MaxSteps
    {
        get => _maxSteps;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(MaxSteps));
            _maxSteps = value;
        }
    }

    /// <summary>
    /// Stops after so many epochs in a row without a better validation; at least 1, null, the default, for never. It
    /// needs validation data.
    /// </summary>
    public int? Patience
    {
        get => _patience;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(Patience));
            _patience = value;
        }
    }

    /// <summary>
    /// Batches whose gradients are added up for one optimizer step, the mean being over all their tokens; at least 1, the
    /// default. So a batch may be larger than memory; the last step of an epoch may have fewer.
    /// </summary>
    public int Accumulation
    {
        get => _accumulation;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Accumulation));
            _accumulation = value;
        }
    }

    /// <summary>The optimizer; stochastic gradient descent at rate 1 by default, as in the textbook.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>How the learning rate changes; not at all by default.</summary>
    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>
    /// What layers compute in, validation included; <see cref="Precision.F32"/> by default. In
    /// <see cref="Precision.BF16"/> the parameters, their gradients and the optimizer stay float32.
    /// </summary>
    public Precision Precision
    {
        get => _precision;
        init => _precision = value is Precision.F32 or Precision.BF16
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Precision), value, "Train in F32 or BF16.");
    }

    /// <summary>θ: gradients are scaled by min(1, θ / ‖g‖₂), all together; 1 by default, 0 for no clipping.</summary>
    public double Clip
    {
        get => _clip;
        init => _clip = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Clip), value, "The clip must be 0 (none) or more.");
    }
}

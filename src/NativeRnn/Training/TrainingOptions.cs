namespace NativeRnn;

/// <summary>How a language model is trained.</summary>
public sealed record TrainingOptions
{
    private readonly int _epochs = 10;
    private readonly long? _maxSteps;
    private readonly int? _maxTokens;
    private readonly double _clip = 1;

    /// <summary>Batch, steps and order of the windows.</summary>
    public WindowOptions Windows { get; init; } = new();

    /// <summary>Passes over the text; 10 by default, at least 1.</summary>
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

    /// <summary>Trains on so many tokens from the start of the text; at least 1, all of them by default.</summary>
    public int? MaxTokens
    {
        get => _maxTokens;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(MaxTokens));
            _maxTokens = value;
        }
    }

    /// <summary>The optimizer; stochastic gradient descent at rate 1 by default, as in the textbook.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>How the learning rate changes; not at all by default.</summary>
    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>θ: gradients are scaled by min(1, θ / ‖g‖₂), all together; 1 by default, 0 for no clipping.</summary>
    public double Clip
    {
        get => _clip;
        init => _clip = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Clip), value, "The clip must be 0 (none) or more.");
    }
}

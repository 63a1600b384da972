namespace NativeRnn;

/// <summary>What may change when a run goes on: how long it lasts. Everything else comes from the checkpoint.</summary>
/// <remarks>A cosine schedule ends where the run does: a longer run follows the longer curve from here on.</remarks>
public sealed record ResumeOptions
{
    private readonly int? _epochs;
    private readonly long? _maxSteps;

    /// <summary>Passes over the data, those that are done included; at least 1, as before by default.</summary>
    public int? Epochs
    {
        get => _epochs;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(Epochs));
            _epochs = value;
        }
    }

    /// <summary>Optimizer steps of the whole run, those that are done included; at least 1, as before by default.</summary>
    public long? MaxSteps
    {
        get => _maxSteps;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(MaxSteps));
            _maxSteps = value;
        }
    }

    internal TOptions ApplyTo<TOptions>(TOptions options)
        where TOptions : TrainingOptions
    {
        TrainingOptions common = options;
        return (TOptions)(common with
        {
            Epochs = Epochs ?? options.Epochs,
            MaxSteps = MaxSteps ?? options.MaxSteps,
        });
    }
}
